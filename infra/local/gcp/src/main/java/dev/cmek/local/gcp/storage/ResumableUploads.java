package dev.cmek.local.gcp.storage;

import com.google.protobuf.ByteString;
import dev.cmek.local.gcp.rest.Api.Reply;
import dev.cmek.local.gcp.rest.Api.Request;
import dev.cmek.local.gcp.storage.Bucket.Upload;
import dev.cmek.local.gcp.storage.StorageApi.Insertion;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Uploads in several requests: the first describes the object and gets the address of a session,
/// to which the others send the content ("Cloud Storage: Resumable uploads").
final class ResumableUploads {

  private static final Pattern RANGE =
      Pattern.compile("bytes (?:\\*|(\\d+)-(\\d+))/(?:\\*|(\\d+))");

  private final Map<String, Session> sessions = new ConcurrentHashMap<>();

  Reply start(Request request, Insertion insertion) {
    Upload draft =
        Uploads.described(
            request,
            request.text(),
            Optional.ofNullable(request.headers().get("x-upload-content-type")),
            ByteString.EMPTY);
    String id = UUID.randomUUID().toString();
    sessions.put(id, new Session(insertion, draft));
    String address =
        "http://%s%s?uploadType=resumable&upload_id=%s"
            .formatted(request.headers().get("host"), request.path(), id);
    return new Reply(
        200, Map.of("Location", address, "X-GUploader-UploadID", id), ByteString.EMPTY);
  }

  /// Takes more of the content.
  ///
  /// @param whole called with the content once all of it is here
  Reply next(Request request, BiFunction<Insertion, Upload, Reply> whole) {
    String id = request.query().get("upload_id");
    Session session = sessions.get(id);
    if (session == null) {
      throw StorageFault.other(404, "No such upload session: " + id);
    }
    if (!request.method().equals("PUT")) {
      throw StorageFault.unknown(request.method() + " on an upload session is not known here");
    }
    synchronized (session) {
      if (!session.take(request)) {
        return session.goOn();
      }
      Reply reply = whole.apply(session.insertion, session.upload());
      sessions.remove(id);
      return reply;
    }
  }

  private static final class Session {

    private final Insertion insertion;
    private final Upload draft;
    private ByteString received = ByteString.EMPTY;

    Session(Insertion insertion, Upload draft) {
      this.insertion = insertion;
      this.draft = draft;
    }

    /// Whether that was the last part.
    boolean take(Request request) {
      String range = request.headers().get("content-range");
      if (range == null) {
        received = request.body();
        return true;
      }
      Matcher matcher = RANGE.matcher(range);
      if (!matcher.matches()) {
        throw StorageFault.invalid("Invalid Content-Range: " + range);
      }
      if (matcher.group(1) != null) {
        if (Long.parseLong(matcher.group(1)) != received.size()) {
          throw StorageFault.invalid(
              "Content-Range %s does not begin at %d".formatted(range, received.size()));
        }
        received = received.concat(request.body());
      }
      return matcher.group(3) != null && Long.parseLong(matcher.group(3)) == received.size();
    }

    Reply goOn() {
      return new Reply(
          308,
          received.isEmpty() ? Map.of() : Map.of("Range", "bytes=0-" + (received.size() - 1)),
          ByteString.EMPTY);
    }

    Upload upload() {
      return new Upload(draft.name(), draft.contentType(), draft.metadata(), received);
    }
  }
}
