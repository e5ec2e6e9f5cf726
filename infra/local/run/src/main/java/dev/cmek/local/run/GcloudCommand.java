package dev.cmek.local.run;

import dev.cmek.local.aws.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A script called `gcloud`: the stand-in for that command as the owner of the local Google Cloud,
/// whatever configuration, proxy or credentials the person has. The real command works in the same
/// environment.
final class GcloudCommand {

  private GcloudCommand() {}

  /// @param folder gets the script; on the PATH, it is what `gcloud` means
  static void write(Checkout checkout, Path folder, Endpoints.Gcp gcp) {
    String script =
        """
        #!/bin/sh
        # The commands of gcloud that this project prints, on the local Google Cloud.
        export CLOUDSDK_CORE_PROJECT=%s CLOUDSDK_AUTH_DISABLE_CREDENTIALS=true
        export CLOUDSDK_CORE_DISABLE_PROMPTS=1 NO_PROXY=127.0.0.1,localhost
        for api in CLOUDKMS CLOUDRESOURCEMANAGER IAM PUBSUB WORKFLOWEXECUTIONS; do
          export CLOUDSDK_API_ENDPOINT_OVERRIDES_$api=%s/
        done
        exec '%s' "$@"
        """
            .formatted(
                gcp.project(),
                gcp.kmsEndpoint(),
                checkout.root().resolve("infra/local/gcp/gcloud"));
    PrivateFile.write(folder.resolve("gcloud"), "rwx------", script);
  }

  static void delete(Path folder) throws IOException {
    Files.deleteIfExists(folder.resolve("gcloud"));
  }
}
