package dev.cmek.shared.alert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cmek.shared.alert.Muting.Mute;
import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.state.Documents;
import dev.cmek.shared.state.Documents.Document;
import dev.cmek.shared.verify.Finding;
import dev.cmek.shared.verify.FindingCode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What people muted: `clusters/<cluster id>/mutes.json` in the state bucket. A person writes it,
/// and whoever may write there decides; so it is read strictly, and what can't be read mutes
/// nothing.
///
/// ```json
/// {"mutes":[{"code":"ROTATION_OFF","object":"arn:aws:kms:eu-west-1:111122223333:key/1234…",
///   "owner":"team payments","reason":"imported material, rotated by hand",
///   "until":"2026-12-31T00:00:00Z"}]}
/// ```
public final class Mutes {

  /// So far ahead a mute may reach.
  static final Duration LONGEST = Duration.ofDays(90);

  private static final Set<String> MEMBERS =
      new TreeSet<>(List.of("code", "object", "owner", "reason", "until"));

  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final Documents state;

  public Mutes(Documents state) {
    this.state = state;
  }

  /// What is muted now. A mute that ran out is none.
  public Muting of(ClusterId cluster, Instant now) {
    Optional<Document> document = state.find(path(cluster));
    return document.isEmpty()
        ? Muting.NOTHING
        : new Reader(path(cluster), now).read(document.get().json());
  }

  private static String path(ClusterId cluster) {
    return "clusters/" + cluster + "/mutes.json";
  }

  /// One reading of a document.
  private static final class Reader {

    private final String path;
    private final Instant now;
    private final List<Mute> mutes = new ArrayList<>();
    private final List<Finding> invalid = new ArrayList<>();

    Reader(String path, Instant now) {
      this.path = path;
      this.now = now;
    }

    Muting read(String json) {
      try {
        document(STRICT.readTree(json));
      } catch (JsonProcessingException e) {
        invalid(path, "is no JSON, or names a member twice, in line " + line(e));
      }
      return new Muting(mutes, invalid);
    }

    private void document(JsonNode document) {
      if (!document.path("mutes").isArray() || document.size() != 1) {
        invalid(path, "must be {\"mutes\":[…]} and nothing else");
        return;
      }
      int number = 0;
      for (JsonNode entry : document.path("mutes")) {
        number++;
        try {
          Mute mute = mute(entry);
          if (mute.until().isAfter(now)) {
            mutes.add(mute);
          }
        } catch (BadMute e) {
          invalid(path + " entry " + number, e.text);
        }
      }
    }

    private Mute mute(JsonNode entry) throws BadMute {
      Set<String> unknown = new TreeSet<>();
      entry.fieldNames().forEachRemaining(unknown::add);
      unknown.removeAll(MEMBERS);
      if (!unknown.isEmpty()) {
        throw new BadMute("has members that no mute has; it may have " + MEMBERS);
      }
      Instant until = instant(text(entry, "until"));
      if (until.isAfter(now.plus(LONGEST))) {
        throw new BadMute("until is more than " + LONGEST.toDays() + " days away");
      }
      return new Mute(
          code(text(entry, "code")),
          text(entry, "object"),
          text(entry, "owner"),
          text(entry, "reason"),
          until);
    }

    private static String text(JsonNode entry, String name) throws BadMute {
      JsonNode value = entry.path(name);
      if (!value.isTextual() || value.asText().isBlank()) {
        throw new BadMute(name + " must be a text that is not empty");
      }
      return value.asText();
    }

    private static FindingCode code(String name) throws BadMute {
      return Arrays.stream(FindingCode.values())
          .filter(code -> code.name().equals(name))
          .findFirst()
          .orElseThrow(() -> new BadMute("code must be a finding's, such as ROTATION_OFF"));
    }

    private static Instant instant(String text) throws BadMute {
      try {
        return Instant.parse(text);
      } catch (DateTimeException _) {
        throw new BadMute("until must be a time in UTC, such as 2026-12-31T00:00:00Z");
      }
    }

    private void invalid(String object, String wrong) {
      invalid.add(
          new Finding(
              FindingCode.MUTE_INVALID,
              object,
              object + " mutes nothing: " + wrong,
              "Whoever wrote it corrects it and copies it to "
                  + path
                  + " in the state bucket again"));
    }

    private static int line(JsonProcessingException e) {
      return e.getLocation() == null ? 1 : e.getLocation().getLineNr();
    }
  }

  /// What is wrong with one entry; never a value from it.
  private static final class BadMute extends Exception {

    private final String text;

    BadMute(String text) {
      super(text, null, false, false);
      this.text = text;
    }
  }
}
