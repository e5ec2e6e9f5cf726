package dev.cmek.local.gcp.kms;

import com.google.protobuf.ByteString;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/// AES-256-GCM with the key material of one version: 12 bytes of nonce, then what was sealed.
final class SymmetricCipher {

  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int KEY_BITS = 256;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final SecretKey key;

  /// New key material.
  SymmetricCipher() {
    try {
      KeyGenerator generator = KeyGenerator.getInstance("AES");
      generator.init(KEY_BITS);
      this.key = generator.generateKey();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has AES", e);
    }
  }

  ByteString seal(ByteString plaintext, ByteString additionalData) {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, nonce, additionalData);
      return ByteString.copyFrom(nonce)
          .concat(ByteString.copyFrom(cipher.doFinal(plaintext.toByteArray())));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("sealing", e);
    }
  }

  /// Gives what was sealed by this key with that additional data, or nothing.
  Optional<ByteString> open(ByteString sealed, ByteString additionalData) {
    if (sealed.size() < NONCE_BYTES + TAG_BITS / Byte.SIZE) {
      return Optional.empty();
    }
    try {
      Cipher cipher =
          cipher(
              Cipher.DECRYPT_MODE, sealed.substring(0, NONCE_BYTES).toByteArray(), additionalData);
      return Optional.of(
          ByteString.copyFrom(cipher.doFinal(sealed.substring(NONCE_BYTES).toByteArray())));
    } catch (AEADBadTagException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("opening", e);
    }
  }

  private Cipher cipher(int mode, byte[] nonce, ByteString additionalData)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(additionalData.toByteArray());
    return cipher;
  }
}
