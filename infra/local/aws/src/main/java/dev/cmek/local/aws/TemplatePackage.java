package dev.cmek.local.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;

/// Uploads a SAM template with the local files that it names, as `sam package` does, within a
/// fraction of a second.
///
/// A `CodeUri` or `DefinitionUri` with a path relative to the template is replaced by the address
/// of its copy in the bucket. Files are named by content: what did not change keeps its address, so
/// that an update leaves it alone.
final class TemplatePackage {
  private static final Pattern LOCAL_FILE =
      Pattern.compile("(?<key>\\b(?:CodeUri|DefinitionUri):\\s*)(?<path>[^\\s#!{}\\[\\],'\"]+)");

  private final S3Client s3;
  private final String bucket;
  private final URI endpoint;
  private final Set<String> uploaded = new HashSet<>();

  TemplatePackage(S3Client s3, String bucket, URI endpoint) {
    this.s3 = s3;
    this.bucket = bucket;
    this.endpoint = endpoint;
  }

  /// Gives the address of the uploaded template.
  String upload(Path template) {
    createBucket();
    try {
      String packaged =
          LOCAL_FILE
              .matcher(Files.readString(template))
              .replaceAll(found -> found.group("key") + location(template, found));
      String key = put(packaged.getBytes(UTF_8), template.getFileName().toString());
      return endpoint.resolve("/" + bucket + "/" + key).toString();
    } catch (IOException e) {
      throw new LocalAwsException("reading template " + template + ": " + e, e);
    }
  }

  private String location(Path template, MatchResult found) {
    String named = found.group("path");
    if (named.startsWith("s3://")) {
      return named;
    }
    Path file = template.resolveSibling(named).normalize();
    if (!Files.isRegularFile(file)) {
      throw new LocalAwsException(
          template + " names " + file + ", which is not a file: is it built already?");
    }
    try {
      return "s3://" + bucket + "/" + put(Files.readAllBytes(file), file.getFileName().toString());
    } catch (IOException e) {
      throw new LocalAwsException("reading " + file + ": " + e, e);
    }
  }

  private String put(byte[] content, String name) {
    String key = hash(content) + "/" + name;
    if (uploaded.add(key)) {
      s3.putObject(request -> request.bucket(bucket).key(key), RequestBody.fromBytes(content));
    }
    return key;
  }

  private void createBucket() {
    try {
      s3.createBucket(request -> request.bucket(bucket));
    } catch (BucketAlreadyOwnedByYouException _) {
      // from an earlier deployment
    }
  }

  private static String hash(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
