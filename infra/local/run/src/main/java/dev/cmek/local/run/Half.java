package dev.cmek.local.run;

import dev.cmek.local.aws.Checkout;
import dev.cmek.local.gcp.deployment.LocalValues;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// One of the two clouds that clusters are in, with what the samples have there.
enum Half {
  AWS("AWS", "aws", "AWS", LocalCloud.VENDOR_ACCOUNT),
  GOOGLE_CLOUD("Google Cloud", "gcp", "GCP", LocalValues.VENDOR_PROJECT);

  private final String title;
  private final String folder;
  private final String provider;
  private final String vendorAccount;

  Half(String title, String folder, String provider, String vendorAccount) {
    this.title = title;
    this.folder = folder;
    this.provider = provider;
    this.vendorAccount = vendorAccount;
  }

  /// For people.
  String title() {
    return title;
  }

  /// What the Cloud API calls it.
  String provider() {
    return provider;
  }

  /// The AWS account or the Google Cloud project that hosts the clusters.
  String vendorAccount() {
    return vendorAccount;
  }

  /// The clusters that events onboard; the first is granted so that one part of it can be lost.
  List<SampleCluster> byEvent(Checkout checkout) {
    return switch (this) {
      case AWS -> List.of(SampleCluster.payments(checkout), SampleCluster.ledger(checkout));
      case GOOGLE_CLOUD -> List.of(SampleCluster.catalog(checkout));
    };
  }

  /// The cluster that a ticket over HTTP onboards.
  SampleCluster byTicket(Checkout checkout) {
    return switch (this) {
      case AWS -> SampleCluster.billing(checkout);
      case GOOGLE_CLOUD -> SampleCluster.search(checkout);
    };
  }

  /// An event that nobody can work with.
  String mistake(Checkout checkout) {
    try {
      return Files.readString(checkout.root().resolve(mistakeFile()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Relative to the checkout.
  String mistakeFile() {
    return eventFile("onboarding-with-a-mistake");
  }

  /// Relative to the checkout.
  String eventFile(String name) {
    return "infra/%s/events/%s.json".formatted(folder, name);
  }

  /// What the signing tool reads, in `.local`.
  String ticketSecretFile() {
    return switch (this) {
      case AWS -> "ticket-secret";
      case GOOGLE_CLOUD -> "ticket-secret-gcp";
    };
  }

  /// As its owner looks at it.
  CustomerCloud open(Endpoints at) {
    return switch (this) {
      case AWS -> new CustomerAws(at.aws());
      case GOOGLE_CLOUD -> new CustomerGoogleCloud(at.gcp(), Path.of(at.logs()));
    };
  }

  /// The customer's shell there.
  Shell shell(Checkout checkout, Path tools, Endpoints at) {
    return switch (this) {
      case AWS -> Shell.of(checkout, tools, at.aws());
      case GOOGLE_CLOUD -> Shell.of(checkout, tools, at.gcp());
    };
  }

  /// Where the cloud itself answers.
  String endpoint(Endpoints at) {
    return switch (this) {
      case AWS -> at.aws().endpoint();
      case GOOGLE_CLOUD -> at.gcp().kmsEndpoint();
    };
  }

  /// The HTTP door.
  String ticketUrl(Endpoints at) {
    return switch (this) {
      case AWS -> at.aws().ticketUrl();
      case GOOGLE_CLOUD -> at.gcp().ticketUrl();
    };
  }
}
