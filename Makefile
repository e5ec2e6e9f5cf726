export JAVA_HOME := $(shell ./jdk)
export MAVEN_OPTS := --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED
MVN = mvn --batch-mode --no-transfer-progress

.PHONY: help test
help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' $(MAKEFILE_LIST)

test: jdk-found ## run everything a newcomer would trust
	$(MVN) verify

jdk-found:
	@test -n "$(JAVA_HOME)"
.PHONY: jdk-found
