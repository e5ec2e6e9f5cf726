package dev.cmek.gcp.binding;

import dev.cmek.shared.gcp.CryptoKeyName;
import dev.cmek.shared.gcp.IamPolicy;
import dev.cmek.shared.gcp.Role;
import dev.cmek.shared.gcp.ServiceAccountEmail;
import dev.cmek.shared.plan.Access;
import dev.cmek.shared.plan.Granting;
import dev.cmek.shared.plan.Granting.Grantees;
import dev.cmek.shared.plan.Principal;
import dev.cmek.shared.plan.ProvisionedKey;
import dev.cmek.shared.plan.Target;
import dev.cmek.shared.state.Intents;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Outcome;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Run;
import dev.cmek.shared.step.Step;
import dev.cmek.shared.step.StepInput;
import dev.cmek.shared.step.StepResult;
import dev.cmek.shared.step.Stop;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Makes sure that the service account may encrypt and decrypt with exactly these keys. What others
/// granted on them stays as it is.
public final class AttachBinding implements Step<AttachBinding.Input, Access> {

  /// What it reads of the workflow's object.
  public record Input(
      Run run,
      StepResult<Target> cluster,
      StepResult<Principal> account,
      List<StepResult<ProvisionedKey>> keys)
      implements StepInput {

    public Input {
      keys = List.copyOf(keys);
    }
  }

  /// So long after its creation Cloud KMS may not know an account ("Access change propagation").
  private static final Duration SPREAD_WITHIN = Duration.ofMinutes(5);

  private final Bindings bindings;
  private final Granting granting;
  private final InstantSource clock;

  public AttachBinding(Bindings bindings, Intents intents, InstantSource clock) {
    this.bindings = bindings;
    this.granting = new Granting(intents, clock);
    this.clock = clock;
  }

  @Override
  public Outcome<Access> run(Input input, Changes changes) {
    return granting.grant(
        new Grantees(
            input.run(),
            input.cluster().value(),
            input.account(),
            input.keys().stream().map(StepResult::value).toList()),
        () -> input.keys().stream().flatMap(key -> gap(key.value(), input).stream()).toList(),
        changes);
  }

  private Optional<Gap> gap(ProvisionedKey provisioned, Input input) {
    CryptoKeyName key = CryptoKeyName.parse(provisioned.uri());
    Principal account = input.account().value();
    Optional<IamPolicy> found = bindings.find(key);
    if (found.isEmpty() && !input.run().dryRun()) {
      throw Stop.notYet(Reason.KEY_NOT_READY, "key " + key + " is not to be found yet");
    }
    IamPolicy policy = found.orElse(IamPolicy.EMPTY);
    String member = ServiceAccountEmail.parse(account.id()).member();
    return policy.has(Role.ENCRYPTER_DECRYPTER, member)
        ? Optional.empty()
        : Optional.of(new Gap(key, policy, member, account));
  }

  private final class Gap implements Granting.Gap {

    private final CryptoKeyName key;
    private final IamPolicy policy;
    private final String member;
    private final Principal account;

    private Gap(CryptoKeyName key, IamPolicy policy, String member, Principal account) {
      this.key = key;
      this.policy = policy;
      this.member = member;
      this.account = account;
    }

    @Override
    public String difference() {
      return "key " + key + " does not grant " + Role.ENCRYPTER_DECRYPTER + " to " + member;
    }

    @Override
    public void close(Changes changes) {
      try {
        IamPolicy _ = changes.make(bindings.grant(key, policy, Role.ENCRYPTER_DECRYPTER, member));
      } catch (Stop stop) {
        boolean young = account.createdAt().plus(SPREAD_WITHIN).isAfter(clock.instant());
        throw young ? stop.asNotYet(Reason.ACCOUNT_NOT_USABLE, Reason.PRINCIPAL_SPREADING) : stop;
      }
    }
  }
}
