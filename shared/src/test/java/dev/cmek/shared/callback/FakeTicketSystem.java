package dev.cmek.shared.callback;

import dev.cmek.shared.secret.Secret;
import dev.cmek.shared.step.Stop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The ticket system behind `https://tickets.example`, the one host on the list.
public final class FakeTicketSystem {

  private final List<String> received = new ArrayList<>();
  private int status = 200;
  private boolean lost;
  private int stops;
  private @Nullable Stop stop;

  /// It answers so from now on.
  public void answers(int withStatus) {
    status = withStatus;
  }

  /// It cannot be reached from now on.
  public void isLost() {
    lost = true;
  }

  /// The secret to sign with cannot be read.
  public void withholdSecret(int calls, Stop with) {
    stops = calls;
    stop = with;
  }

  /// The Idempotency-Key of each request, the oldest first.
  public List<String> received() {
    return List.copyOf(received);
  }

  /// What delivers callbacks there.
  public CallbackDelivery delivery(InstantSource clock) {
    return new CallbackDelivery(
        AllowedHosts.parse("tickets.example"),
        _ -> List.of(InetAddress.ofLiteral("8.8.8.8")),
        (_, _, headers, _) -> answer(headers),
        this::secret,
        clock);
  }

  private int answer(Map<String, String> headers) throws IOException {
    received.add(headers.getOrDefault("Idempotency-Key", ""));
    if (lost) {
      throw new SocketException("reset on the way to https://tickets.example/?x=planted");
    }
    return status;
  }

  private Secret secret() {
    if (stops > 0 && stop != null) {
      stops--;
      throw stop;
    }
    return new Secret("a-secret-of-at-least-32-characters");
  }
}
