package dev.cmek.local.run;

import dev.cmek.local.aws.Checkout;
import dev.cmek.local.aws.LocalAwsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/// Runs command lines as a person at the checkout's root would: letter by letter, by the shell.
///
/// @param tools the folder with the script `aws` or `gcloud`, first on the PATH
/// @param variables of the environment that are secret, or not worth showing
record Shell(Checkout checkout, Path tools, Map<String, String> variables) {

  /// How a command ended, and all that it printed.
  record Said(int exitCode, String text) {}

  /// The customer's shell: `aws` is the customer's account, and requests are signed as the ticket
  /// system.
  static Shell of(Checkout checkout, Path tools, Endpoints.Aws aws) {
    AwsCommand.write(checkout, tools, aws);
    return new Shell(
        checkout,
        tools,
        Map.of("CMEK_KEY_ID", aws.ticketKeyId(), "CMEK_SECRET", aws.ticketSecret()));
  }

  /// The customer's shell: `gcloud` is the customer's project, and requests are signed as the
  /// ticket system.
  static Shell of(Checkout checkout, Path tools, Endpoints.Gcp gcp) {
    GcloudCommand.write(checkout, tools, gcp);
    return new Shell(
        checkout,
        tools,
        Map.of("CMEK_KEY_ID", gcp.ticketKeyId(), "CMEK_SECRET", gcp.ticketSecret()));
  }

  Said run(String command) {
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", command)
            .directory(checkout.root().toFile())
            .redirectErrorStream(true);
    builder.environment().merge("PATH", tools.toString(), (path, first) -> first + ":" + path);
    builder.environment().putAll(variables);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Said(process.waitFor(), text);
    } catch (IOException e) {
      throw new LocalAwsException("running " + command + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalAwsException("interrupted while running " + command, e);
    }
  }
}
