package dev.cmek.local.run;

import dev.cmek.local.aws.Checkout;
import dev.cmek.local.run.Screen.Paint;
import java.nio.file.Path;

/// What to try while everything is up: commands that work when they are pasted at the checkout's
/// root.
final class NextSteps {

  private static final String AWS = ".local/aws ";
  private static final String MORE = " \\\n  ";
  private static final String OWN_CLUSTER = "5e1f6a52-9a70-4c3c-8a43-6d2b8f0c7a11";

  private final Checkout checkout;
  private final Endpoints at;
  private final Screen screen;

  NextSteps(Checkout checkout, Endpoints at, Screen screen) {
    this.checkout = checkout;
    this.at = at;
    this.screen = screen;
  }

  void show() {
    SampleCluster payments = SampleCluster.payments(checkout);
    SampleCluster ledger = SampleCluster.ledger(checkout);
    SampleCluster billing = SampleCluster.billing(checkout);
    String workflow = at.aws().stateMachines().getOrDefault("provision", "");

    screen.heading("Things to try: paste them here. All addresses are in .local/endpoints.json");
    step(
        "Onboard payments-prod (a key in each region) and ledger-prod (one multi-Region key)",
        send("file://" + payments.eventFile()),
        send("file://" + ledger.eventFile()));
    step(
        "See the runs, and what the Cloud API says",
        AWS
            + "stepfunctions list-executions --query 'executions[].[status,name]' --output text"
            + MORE
            + "--state-machine-arn "
            + workflow,
        "curl -s -H 'Authorization: Bearer "
            + at.cloudApi().operatorKey()
            + "'"
            + MORE
            + at.cloudApi().url()
            + "/api/v1/clusters/"
            + payments.id()
            + "/cmek");
    step(
        "Look at what was made: the role with its trust, its policy, the keys",
        AWS + "iam get-role --role-name " + payments.objectName(),
        AWS + "iam get-role-policy --policy-name cmek --role-name " + payments.objectName(),
        AWS + "kms describe-key --region eu-west-1 --key-id alias/cmek/" + payments.id(),
        AWS
            + "kms get-key-policy --region eu-west-1 --output text --policy-name default"
            + MORE
            + "--key-id \"$("
            + AWS
            + "kms describe-key --region eu-west-1 --query KeyMetadata.Arn --output text"
            + MORE
            + "--key-id alias/cmek/"
            + ledger.id()
            + ")\"");
    step(
        "Onboard billing-prod by a ticket over HTTP; a minute later, see what the ticket system is told",
        "export CMEK_KEY_ID=" + at.aws().ticketKeyId() + " CMEK_SECRET_FILE=.local/ticket-secret",
        "sed 's|https://tickets.example|"
            + at.ticketDesk().url()
            + "|' "
            + billing.eventFile()
            + " > .local/ticket.json",
        sign("POST", "/v1/clusters/" + billing.id() + "/onboarding")
            + MORE
            + "--key SEC-124 --data @.local/ticket.json",
        "curl -s " + at.ticketDesk().callbacksUrl());
    step(
        "Take one action away from payments-prod; a sweep finds it, and this prints what mends it. Sweep again then",
        "export PATH=\"$PWD/.local:$PATH\"  # aws is .local/aws from here on",
        "aws iam get-role-policy --role-name "
            + payments.objectName()
            + MORE
            + "--policy-name cmek --query PolicyDocument --output json | sed '/kms:Decrypt/d' > .local/less.json",
        "aws iam put-role-policy --role-name "
            + payments.objectName()
            + MORE
            + "--policy-name cmek --policy-document file://.local/less.json",
        "aws stepfunctions start-execution --state-machine-arn "
            + at.aws().stateMachines().getOrDefault("reverify", ""),
        sign("GET", "/v1/clusters"),
        sign("GET", "/v1/clusters/" + payments.id())
            + MORE
            + "| python3 -c 'import json,sys; print(json.load(sys.stdin)[\"findings\"][0][\"remedy\"])'");
    step(
        "Take a grant away and send a new event: refused, for somebody may have meant it. Then repair",
        AWS + "iam delete-role-policy --policy-name cmek --role-name " + payments.objectName(),
        "sed 's/0a01/0b01/' " + payments.eventFile() + " > .local/again.json",
        send("file://.local/again.json"),
        AWS
            + "stepfunctions start-execution --input file://infra/aws/events/direct-repair.json"
            + MORE
            + "--state-machine-arn "
            + workflow);
    step(
        "Send an event with a mistake; read the dead letters, and what people were told so far",
        send("file://" + SampleCluster.eventFile("with-a-mistake")),
        AWS
            + "sqs receive-message --message-attribute-names All --visibility-timeout 0"
            + MORE
            + "--queue-url "
            + at.aws().deadLetterQueueUrl(),
        alerts());
    step(
        "Put a cluster of your own there and onboard it, with a vendor that is slow and talks HTML",
        "curl -s -X PUT "
            + at.cloudApi().adminUrl()
            + "/settings"
            + MORE
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
            + MORE
            + payments.eventFile()
            + " > .local/own.json",
        send("file://.local/own.json"));
    step("Follow the functions' logs", "tail -f " + relative(Path.of(at.logs())) + "/cmek-*.log");
    screen.line("");
    screen.line("  " + screen.paint(Paint.DIM, "make down ends all of it."));
  }

  private String sign(String method, String path) {
    return "infra/tools/sign " + method + " " + at.aws().ticketUrl() + path;
  }

  private String alerts() {
    return AWS
        + "sqs receive-message --max-number-of-messages 10 --visibility-timeout 0 --output text"
        + MORE
        + "--query 'Messages[].Body' --queue-url "
        + at.aws().alertQueueUrl();
  }

  private String send(String body) {
    return AWS
        + "sqs send-message --message-body "
        + body
        + MORE
        + "--queue-url "
        + at.aws().onboardingQueueUrl();
  }

  private void step(String what, String... commands) {
    screen.line("");
    screen.line("  " + screen.paint(Paint.BOLD, what));
    for (String command : commands) {
      command.lines().forEach(line -> screen.line(screen.paint(Paint.CYAN, "    " + line)));
    }
  }

  private String relative(Path path) {
    return checkout.root().relativize(path).toString();
  }
}
