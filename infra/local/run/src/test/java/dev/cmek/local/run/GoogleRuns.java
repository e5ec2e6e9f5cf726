package dev.cmek.local.run;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Whole runs on Google Cloud in one deployment: what the tests look at afterwards. Runs of
/// different clusters go on at the same time.
final class GoogleRuns implements AutoCloseable {

  private final GoogleTestCloud cloud;
  private final GoogleByEvent byEvent;
  private final GoogleByTicket byTicket;
  private final GoogleStopped stopped;
  private final GoogleRefused refused;
  private final GoogleGuarded guarded;

  private GoogleRuns() {
    cloud = new GoogleTestCloud();
    try (ExecutorService stories = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<GoogleEnded> event = stories.submit(() -> GoogleByEvent.onboard(cloud));
      Future<GoogleByTicket> ticket = stories.submit(() -> GoogleByTicket.play(cloud));
      Future<GoogleStopped> cancelled = stories.submit(() -> GoogleStopped.play(cloud));
      Future<GoogleRefused> mistakes = stories.submit(() -> GoogleRefused.play(cloud));
      GoogleEnded onboarded = event.get();
      byTicket = ticket.get();
      stopped = cancelled.get();
      refused = mistakes.get();
      byEvent = GoogleByEvent.play(cloud, onboarded);
      guarded = GoogleGuarded.play(cloud);
    } catch (ExecutionException e) {
      cloud.close();
      throw new AssertionError("a run went wrong: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      cloud.close();
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  GoogleTestCloud cloud() {
    return cloud;
  }

  GoogleByEvent byEvent() {
    return byEvent;
  }

  GoogleByTicket byTicket() {
    return byTicket;
  }

  GoogleStopped stopped() {
    return stopped;
  }

  GoogleRefused refused() {
    return refused;
  }

  GoogleGuarded guarded() {
    return guarded;
  }

  @Override
  public void close() {
    cloud.close();
  }

  static final class Once extends PlayedOnce<GoogleRuns> {

    Once() {
      super(GoogleRuns.class, GoogleRuns::new);
    }
  }
}
