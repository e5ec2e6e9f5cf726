package dev.cmek.local.run;

import dev.cmek.local.aws.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A script called `aws`: the AWS CLI as the customer's account on the local AWS, whatever profile,
/// proxy or credentials the person has.
final class AwsCommand {

  private AwsCommand() {}

  /// @param folder gets the script; on the PATH, it is what `aws` means
  static void write(Checkout checkout, Path folder, Endpoints.Aws aws) {
    Path venv = checkout.local().resolve("venv/bin/aws");
    String script =
        """
        #!/bin/sh
        # The AWS CLI as account %s on the local AWS.
        unset AWS_PROFILE AWS_SESSION_TOKEN
        export AWS_ACCESS_KEY_ID=%s AWS_SECRET_ACCESS_KEY=local
        export AWS_DEFAULT_REGION=%s AWS_REGION= AWS_PAGER= NO_PROXY=127.0.0.1,localhost
        export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null
        exec '%s' --endpoint-url %s "$@"
        """
            .formatted(
                aws.customerAccount(),
                aws.customerAccount(),
                aws.region(),
                Files.isExecutable(venv) ? venv : "aws",
                aws.endpoint());
    PrivateFile.write(file(folder), "rwx------", script);
  }

  static void delete(Path folder) throws IOException {
    Files.deleteIfExists(file(folder));
  }

  private static Path file(Path folder) {
    return folder.resolve("aws");
  }
}
