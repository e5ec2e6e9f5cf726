package dev.cmek.local.gcp.kms;

import com.google.cloud.kms.v1.CryptoKey;
import com.google.cloud.kms.v1.CryptoKey.CryptoKeyPurpose;
import com.google.cloud.kms.v1.CryptoKeyVersion.CryptoKeyVersionAlgorithm;
import com.google.cloud.kms.v1.CryptoKeyVersionTemplate;
import com.google.cloud.kms.v1.ProtectionLevel;
import com.google.protobuf.FieldMask;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import dev.cmek.local.gcp.grpc.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;

/// What a crypto key may be ("REST Resource: projects.locations.keyRings.cryptoKeys").
final class KeyRules {

  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration ROTATION_MAX = Duration.ofDays(36_500);
  private static final Duration DESTROY_MAX = Duration.ofDays(120);
  private static final Duration DESTROY_USUAL = Duration.ofDays(30);

  /// "Labeling keys".
  private static final Pattern LABEL_KEY =
      Pattern.compile("[\\p{Ll}\\p{Lo}][\\p{Ll}\\p{Lo}\\p{N}_-]{0,62}");

  private static final Pattern LABEL_VALUE = Pattern.compile("[\\p{Ll}\\p{Lo}\\p{N}_-]{0,63}");
  private static final int LABELS_MAX = 64;

  private KeyRules() {}

  /// The key that a wish makes, with what it left out.
  static CryptoKey completed(CryptoKey wanted, Instant now) {
    requireNothingUncovered(wanted);
    CryptoKey key = wanted.toBuilder().setVersionTemplate(template(wanted)).build();
    if (key.hasDestroyScheduledDuration()) {
      requireBetween(
          "destroy_scheduled_duration",
          toJava(key.getDestroyScheduledDuration()),
          DAY,
          DESTROY_MAX);
    } else {
      key =
          key.toBuilder()
              .setDestroyScheduledDuration(Durations.fromSeconds(DESTROY_USUAL.toSeconds()))
              .build();
    }
    requireRotation(key, now);
    requireLabels(key);
    return key;
  }

  /// The key that an update makes: judged only by what it touches, for a rotation may be due by
  /// now.
  static CryptoKey updated(CryptoKey changed, FieldMask mask, Instant now) {
    CryptoKey key = changed.toBuilder().setVersionTemplate(template(changed)).build();
    if (mask.getPathsList().stream().anyMatch(path -> path.contains("rotation"))) {
      requireRotation(key, now);
    }
    requireLabels(key);
    return key;
  }

  private static void requireLabels(CryptoKey key) {
    if (key.getLabelsCount() > LABELS_MAX) {
      throw Refusal.invalid("A CryptoKey has at most " + LABELS_MAX + " labels.");
    }
    key.getLabelsMap()
        .forEach((name, value) -> {
          if (!LABEL_KEY.matcher(name).matches() || !LABEL_VALUE.matcher(value).matches()) {
            throw Refusal.invalid("Label '" + name + "': '" + value + "' is not valid.");
          }
        });
  }

  private static void requireRotation(CryptoKey key, Instant now) {
    boolean rotates = key.hasRotationPeriod() || key.hasNextRotationTime();
    if (rotates && key.getPurpose() != CryptoKeyPurpose.ENCRYPT_DECRYPT) {
      throw Refusal.invalid("Only keys with purpose ENCRYPT_DECRYPT rotate automatically.");
    }
    if (key.hasRotationPeriod()) {
      requireBetween("rotation_period", toJava(key.getRotationPeriod()), DAY, ROTATION_MAX);
      if (!key.hasNextRotationTime()) {
        throw Refusal.invalid("next_rotation_time must be set if rotation_period is set.");
      }
    }
    if (key.hasNextRotationTime()
        && Timestamps.compare(key.getNextRotationTime(), Times.toProto(now)) < 0) {
      throw Refusal.invalid("next_rotation_time must be in the future.");
    }
  }

  static Duration toJava(com.google.protobuf.Duration duration) {
    return Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
  }

  private static CryptoKeyVersionTemplate template(CryptoKey key) {
    CryptoKeyVersionTemplate.Builder template = key.getVersionTemplate().toBuilder();
    switch (template.getProtectionLevel()) {
      case PROTECTION_LEVEL_UNSPECIFIED -> template.setProtectionLevel(ProtectionLevel.SOFTWARE);
      case SOFTWARE, HSM -> {}
      default -> throw Refusal.unimplemented("protection level " + template.getProtectionLevel());
    }
    CryptoKeyVersionAlgorithm algorithm = template.getAlgorithm();
    boolean unsaid =
        algorithm == CryptoKeyVersionAlgorithm.CRYPTO_KEY_VERSION_ALGORITHM_UNSPECIFIED;
    switch (key.getPurpose()) {
      case ENCRYPT_DECRYPT -> {
        if (unsaid) {
          template.setAlgorithm(CryptoKeyVersionAlgorithm.GOOGLE_SYMMETRIC_ENCRYPTION);
        }
        requireAlgorithm(key, template, "GOOGLE_SYMMETRIC_ENCRYPTION");
      }
      case ASYMMETRIC_SIGN -> requireAlgorithm(key, template, "(RSA|EC)_SIGN_.*");
      case ASYMMETRIC_DECRYPT -> requireAlgorithm(key, template, "RSA_DECRYPT_.*");
      case MAC -> requireAlgorithm(key, template, "HMAC_.*");
      case CRYPTO_KEY_PURPOSE_UNSPECIFIED, UNRECOGNIZED ->
          throw Refusal.invalid("CryptoKey.purpose must be set.");
      default -> throw Refusal.unimplemented("purpose " + key.getPurpose());
    }
    return template.build();
  }

  private static void requireAlgorithm(
      CryptoKey key, CryptoKeyVersionTemplate.Builder template, String shape) {
    if (!template.getAlgorithm().name().matches(shape)) {
      throw Refusal.invalid(
          "The algorithm "
              + template.getAlgorithm()
              + " is not valid for the purpose "
              + key.getPurpose()
              + ".");
    }
  }

  private static void requireNothingUncovered(CryptoKey key) {
    if (key.getImportOnly()) {
      throw Refusal.unimplemented("import_only");
    }
    if (!key.getCryptoKeyBackend().isEmpty()) {
      throw Refusal.unimplemented("crypto_key_backend");
    }
    if (key.hasKeyAccessJustificationsPolicy()) {
      throw Refusal.unimplemented("key_access_justifications_policy");
    }
  }

  private static void requireBetween(String field, Duration value, Duration min, Duration max) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw Refusal.invalid(
          field + " must be between " + min.toHours() + " and " + max.toHours() + " hours.");
    }
  }
}
