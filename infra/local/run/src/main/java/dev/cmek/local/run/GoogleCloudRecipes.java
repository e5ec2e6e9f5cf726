package dev.cmek.local.run;

import dev.cmek.local.aws.Checkout;

/// What to try on Google Cloud while everything is up.
final class GoogleCloudRecipes {

  private static final String GCLOUD = ".local/gcloud ";
  private static final String MORE = Recipes.MORE;
  private static final String KEYS = " --keyring=%s --location=%s";

  private final Checkout checkout;
  private final Endpoints at;
  private final Endpoints.Gcp gcp;
  private final Recipes recipes;

  GoogleCloudRecipes(Checkout checkout, Endpoints at, Recipes recipes) {
    this.checkout = checkout;
    this.at = at;
    this.gcp = at.gcp();
    this.recipes = recipes;
  }

  void show() {
    SampleCluster catalog = SampleCluster.catalog(checkout);
    SampleCluster search = SampleCluster.search(checkout);
    String first = catalog.regions().getFirst();
    recipes.step("Onboard catalog-prod (a key in each region)", publish(catalog.eventFile()));
    recipes.step(
        "See the runs, and what the Cloud API says",
        GCLOUD + "workflows executions list cmek-provision --location=" + gcp.location(),
        "curl -s -H 'Authorization: Bearer "
            + at.cloudApi().operatorKey()
            + "'"
            + MORE
            + at.cloudApi().url()
            + "/api/v1/clusters/"
            + catalog.id()
            + "/cmek");
    recipes.step(
        "Look at what was made: the account, who may get tokens for it, a key, who may use it",
        GCLOUD + "iam service-accounts describe " + email(catalog),
        GCLOUD + "iam service-accounts get-iam-policy " + email(catalog),
        GCLOUD + "kms keys describe cmek" + KEYS.formatted(catalog.objectName(), first),
        GCLOUD + "kms keys get-iam-policy cmek" + KEYS.formatted(catalog.objectName(), first));
    recipes.step(
        "Onboard search-prod by a ticket over HTTP: one key in Europe, and a callback a minute later",
        "export CMEK_KEY_ID="
            + gcp.ticketKeyId()
            + " CMEK_SECRET_FILE=.local/"
            + Half.GOOGLE_CLOUD.ticketSecretFile(),
        "sed 's|https://tickets.example|"
            + at.ticketDesk().url()
            + "|' "
            + search.eventFile()
            + " > .local/ticket.json",
        sign("POST", "/v1/clusters/" + search.id() + "/onboarding")
            + MORE
            + "--key SEC-224 --data @.local/ticket.json",
        "curl -s " + at.ticketDesk().callbacksUrl());
    recipes.step(
        "Take the binding off a key of catalog-prod; a sweep finds it, and this prints what mends it. Sweep again then",
        "export PATH=\"$PWD/.local:$PATH\"  # gcloud is .local/gcloud from here on",
        LostBinding.command(catalog, gcp.project(), first),
        "gcloud workflows run cmek-reverify --location=" + gcp.location(),
        sign("GET", "/v1/clusters/" + catalog.id())
            + MORE
            + "| python3 -c 'import json,sys; print(json.load(sys.stdin)[\"findings\"][0][\"remedy\"])'");
    recipes.step(
        "Send an event with a mistake; read the dead letters, and what was announced so far",
        publish(Half.GOOGLE_CLOUD.mistakeFile()),
        "curl -s " + gcp.deadLettersUrl(),
        "curl -s " + gcp.alertsUrl());
    recipes.step(
        "Post what Pub/Sub would deliver, and see what it is told",
        "curl -si -H 'Content-Type: application/json' "
            + gcp.onboardingPushUrl()
            + MORE
            + "-d '{\"message\":{\"data\":\"'\"$(base64 -w0 "
            + catalog.eventFile()
            + ")\"'\",\"messageId\":\"1\"},\"subscription\":\"s\"}'");
  }

  private String publish(String file) {
    return GCLOUD + "pubsub topics publish cmek-onboarding --message=\"$(cat " + file + ")\"";
  }

  private String email(SampleCluster cluster) {
    return GoogleHoldings.email(cluster, gcp.project());
  }

  private String sign(String method, String path) {
    return "infra/tools/sign " + method + " " + gcp.ticketUrl() + path;
  }
}
