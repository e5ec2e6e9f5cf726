export JAVA_HOME := $(shell ./jdk)
export MAVEN_OPTS := --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED
MVN = mvn --batch-mode --no-transfer-progress

# What a local run needs, built again only if one of its sources is newer.
RUN = infra/local/run/target
BUILT = $(RUN)/built
SOURCES = $(shell find pom.xml */pom.xml infra/local/*/pom.xml */src/main */src/package infra/local/*/src/main 2>/dev/null)
ifneq ($(words $(wildcard functions-*/target/functions-*.zip)),2)
.PHONY: $(BUILT)
endif

# The clouds listen on this machine only: no proxy on the way to them.
LOCAL = NO_PROXY=127.0.0.1,localhost no_proxy=127.0.0.1,localhost \
  AWS_ENDPOINT='$(AWS_ENDPOINT)' AWS_PORT='$(AWS_PORT)' API_PORT='$(API_PORT)' GCP_PORT='$(GCP_PORT)' \
  "$(JAVA_HOME)/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp $(RUN)/local-run-1.jar dev.cmek.local.run.

.PHONY: help demo demo-gcp up down package test format jdk-found
help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' $(MAKEFILE_LIST)

demo: jdk-found $(BUILT) ## AWS: three onboardings, a refusal, and a lost grant found and mended, on this machine
	@$(LOCAL)Demo aws

demo-gcp: jdk-found $(BUILT) ## the same on Google Cloud: two onboardings, a refusal, and a lost binding found and mended
	@$(LOCAL)Demo gcp

up: jdk-found $(BUILT) ## both clouds kept running, with commands to try; AWS_PORT=4566 API_PORT=4600 GCP_PORT=4570
	@$(LOCAL)Up

# Not built again because a source is newer: what runs must end even if that would fail.
down: jdk-found $(if $(wildcard $(RUN)/lib),,$(if $(wildcard .local/*/*.pid),$(BUILT))) ## end what make up started
	@if [ -d $(RUN)/lib ]; then $(LOCAL)Down; else echo "Nothing is running."; fi

package: $(BUILT) ## build functions-{aws,gcp}/target/functions-{aws,gcp}.zip, which infra/{aws,gcp} deploy

test: jdk-found ## run everything a newcomer would trust
	$(MVN) verify

format: jdk-found ## format the Java code
	$(MVN) --quiet spotless:apply

$(BUILT): $(SOURCES) | jdk-found
	@./infra/local/run/build

jdk-found:
	@test -n "$(JAVA_HOME)"
