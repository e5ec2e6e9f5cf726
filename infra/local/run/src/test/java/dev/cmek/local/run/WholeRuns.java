package dev.cmek.local.run;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// A dozen whole runs in one deployment: what the tests of this module look at afterwards. Runs of
/// different clusters go on at the same time.
final class WholeRuns implements AutoCloseable {

  private final TestCloud cloud;
  private final ThreeRegions threeRegions;
  private final UnknownCluster unknownCluster;
  private final Replicated replicated;
  private final OneRegion oneRegion;
  private final Stopped stopped;
  private final ByTicket byTicket;
  private final Scheduled scheduled;
  private final Guarded guarded;

  private WholeRuns() {
    cloud = new TestCloud();
    try (ExecutorService stories = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<ThreeRegions> three = stories.submit(() -> ThreeRegions.play(cloud));
      Future<UnknownCluster> unknown = stories.submit(() -> UnknownCluster.play(cloud));
      Future<Replicated> copied = stories.submit(() -> Replicated.play(cloud));
      Future<OneRegion> one = stories.submit(() -> OneRegion.play(cloud));
      Future<Stopped> ended = stories.submit(() -> Stopped.play(cloud));
      Future<ByTicket> ticket = stories.submit(() -> ByTicket.play(cloud));
      Future<Scheduled> schedule = stories.submit(() -> Scheduled.play(cloud));
      Future<Ended> toGuard = stories.submit(() -> Guarded.onboard(cloud));
      threeRegions = three.get();
      unknownCluster = unknown.get();
      replicated = copied.get();
      oneRegion = one.get();
      stopped = ended.get();
      byTicket = ticket.get();
      scheduled = schedule.get();
      Ended _ = toGuard.get();
      // Its sweeps would be in the way of the schedule's, and the other way round.
      guarded = Guarded.play(cloud);
    } catch (ExecutionException e) {
      cloud.close();
      throw new AssertionError("a run went wrong: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      cloud.close();
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  TestCloud cloud() {
    return cloud;
  }

  ThreeRegions threeRegions() {
    return threeRegions;
  }

  UnknownCluster unknownCluster() {
    return unknownCluster;
  }

  Replicated replicated() {
    return replicated;
  }

  OneRegion oneRegion() {
    return oneRegion;
  }

  Stopped stopped() {
    return stopped;
  }

  ByTicket byTicket() {
    return byTicket;
  }

  Scheduled scheduled() {
    return scheduled;
  }

  Guarded guarded() {
    return guarded;
  }

  @Override
  public void close() {
    cloud.close();
  }

  static final class Once extends PlayedOnce<WholeRuns> {

    Once() {
      super(WholeRuns.class, WholeRuns::new);
    }
  }
}
