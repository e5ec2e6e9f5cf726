package dev.cmek.local.gcp;

import com.google.api.client.http.HttpRequestInitializer;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.pubsub.Pubsub;
import com.google.api.services.secretmanager.v1.SecretManager;
import com.google.api.services.storage.Storage;
import dev.cmek.local.gcp.iam.Caller;
import java.net.URI;

/// The real clients, of the local cloud and as somebody.
public final class RestClients {

  private final String root;
  private final HttpRequestInitializer as;

  /// @param member such as `serviceAccount:a@p.iam.gserviceaccount.com`
  public RestClients(URI url, String member) {
    this.root = url + "/";
    this.as =
        request -> request.getHeaders().setAuthorization("Bearer " + Caller.accessToken(member));
  }

  public Storage storage() {
    return new Storage.Builder(new NetHttpTransport(), GsonFactory.getDefaultInstance(), as)
        .setRootUrl(root)
        .setApplicationName("test")
        .build();
  }

  public SecretManager secrets() {
    return new SecretManager.Builder(new NetHttpTransport(), GsonFactory.getDefaultInstance(), as)
        .setRootUrl(root)
        .setApplicationName("test")
        .build();
  }

  public Pubsub pubsub() {
    return new Pubsub.Builder(new NetHttpTransport(), GsonFactory.getDefaultInstance(), as)
        .setRootUrl(root)
        .setApplicationName("test")
        .build();
  }
}
