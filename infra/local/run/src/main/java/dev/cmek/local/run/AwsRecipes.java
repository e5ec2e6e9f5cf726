package dev.cmek.local.run;

import dev.cmek.local.aws.Checkout;

/// What to try on AWS while everything is up.
final class AwsRecipes {

  private static final String AWS = ".local/aws ";
  private static final String OWN_CLUSTER = "5e1f6a52-9a70-4c3c-8a43-6d2b8f0c7a11";

  private final Checkout checkout;
  private final Endpoints at;
  private final Recipes recipes;

  AwsRecipes(Checkout checkout, Endpoints at, Recipes recipes) {
    this.checkout = checkout;
    this.at = at;
    this.recipes = recipes;
  }

  void show() {
    SampleCluster payments = SampleCluster.payments(checkout);
    SampleCluster ledger = SampleCluster.ledger(checkout);
    SampleCluster billing = SampleCluster.billing(checkout);
    String workflow = at.aws().stateMachines().getOrDefault("provision", "");

    recipes.step(
        "Onboard payments-prod (a key in each region) and ledger-prod (one multi-Region key)",
        send("file://" + payments.eventFile()),
        send("file://" + ledger.eventFile()));
    recipes.step(
        "See the runs, and what the Cloud API says",
        AWS
            + "stepfunctions list-executions --query 'executions[].[status,name]' --output text"
            + Recipes.MORE
            + "--state-machine-arn "
            + workflow,
        "curl -s -H 'Authorization: Bearer "
            + at.cloudApi().operatorKey()
            + "'"
            + Recipes.MORE
            + at.cloudApi().url()
            + "/api/v1/clusters/"
            + payments.id()
            + "/cmek");
    recipes.step(
        "Look at what was made: the role with its trust, its policy, the keys",
        AWS + "iam get-role --role-name " + payments.objectName(),
        AWS + "iam get-role-policy --policy-name cmek --role-name " + payments.objectName(),
        AWS + "kms describe-key --region eu-west-1 --key-id alias/cmek/" + payments.id(),
        AWS
            + "kms get-key-policy --region eu-west-1 --output text --policy-name default"
            + Recipes.MORE
            + "--key-id \"$("
            + AWS
            + "kms describe-key --region eu-west-1 --query KeyMetadata.Arn --output text"
            + Recipes.MORE
            + "--key-id alias/cmek/"
            + ledger.id()
            + ")\"");
    recipes.step(
        "Onboard billing-prod by a ticket over HTTP; a minute later, see what the ticket system is told",
        "export CMEK_KEY_ID=" + at.aws().ticketKeyId() + " CMEK_SECRET_FILE=.local/ticket-secret",
        "sed 's|https://tickets.example|"
            + at.ticketDesk().url()
            + "|' "
            + billing.eventFile()
            + " > .local/ticket.json",
        sign("POST", "/v1/clusters/" + billing.id() + "/onboarding")
            + Recipes.MORE
            + "--key SEC-124 --data @.local/ticket.json",
        "curl -s " + at.ticketDesk().callbacksUrl());
    recipes.step(
        "Take one action away from payments-prod; a sweep finds it, and this prints what mends it. Sweep again then",
        "export PATH=\"$PWD/.local:$PATH\"  # aws is .local/aws from here on",
        "aws iam get-role-policy --role-name "
            + payments.objectName()
            + Recipes.MORE
            + "--policy-name cmek --query PolicyDocument --output json | sed '/kms:Decrypt/d' > .local/less.json",
        "aws iam put-role-policy --role-name "
            + payments.objectName()
            + Recipes.MORE
            + "--policy-name cmek --policy-document file://.local/less.json",
        "aws stepfunctions start-execution --state-machine-arn "
            + at.aws().stateMachines().getOrDefault("reverify", ""),
        sign("GET", "/v1/clusters"),
        sign("GET", "/v1/clusters/" + payments.id())
            + Recipes.MORE
            + "| python3 -c 'import json,sys; print(json.load(sys.stdin)[\"findings\"][0][\"remedy\"])'");
    recipes.step(
        "Take a grant away and send a new event: refused, for somebody may have meant it. Then repair",
        AWS + "iam delete-role-policy --policy-name cmek --role-name " + payments.objectName(),
        "sed 's/0a01/0b01/' " + payments.eventFile() + " > .local/again.json",
        send("file://.local/again.json"),
        AWS
            + "stepfunctions start-execution --input file://infra/aws/events/direct-repair.json"
            + Recipes.MORE
            + "--state-machine-arn "
            + workflow);
    recipes.step(
        "Send an event with a mistake; read the dead letters, and what people were told so far",
        send("file://" + Half.AWS.mistakeFile()),
        AWS
            + "sqs receive-message --message-attribute-names All --visibility-timeout 0"
            + Recipes.MORE
            + "--queue-url "
            + at.aws().deadLetterQueueUrl(),
        alerts());
    recipes.step(
        "Put a cluster of your own there and onboard it, with a vendor that is slow and talks HTML",
        "curl -s -X PUT "
            + at.cloudApi().adminUrl()
            + "/settings"
            + Recipes.MORE
            + "-d '{\"propagationDelay\":\"PT1M\",\"faults\":[{\"path\":\"/cmek\",\"kind\":\"HTML\",\"times\":3}]}'",
        "curl -s "
            + at.cloudApi().adminUrl()
            + "/clusters -d '{\"id\":\""
            + OWN_CLUSTER
            + "\",\"name\":\"orders-prod\",\n  \"plan\":\"ADVANCED\",\"cloud_provider\":\"AWS\",\"account_id\":\""
            + LocalCloud.VENDOR_ACCOUNT
            + "\",\"regions\":[{\"name\":\"eu-west-3\"}]}'",
        "sed 's/"
            + payments.id()
            + "/"
            + OWN_CLUSTER
            + "/'"
            + Recipes.MORE
            + payments.eventFile()
            + " > .local/own.json",
        send("file://.local/own.json"));
  }

  private String sign(String method, String path) {
    return "infra/tools/sign " + method + " " + at.aws().ticketUrl() + path;
  }

  private String alerts() {
    return AWS
        + "sqs receive-message --max-number-of-messages 10 --visibility-timeout 0 --output text"
        + Recipes.MORE
        + "--query 'Messages[].Body' --queue-url "
        + at.aws().alertQueueUrl();
  }

  private String send(String body) {
    return AWS
        + "sqs send-message --message-body "
        + body
        + Recipes.MORE
        + "--queue-url "
        + at.aws().onboardingQueueUrl();
  }
}
