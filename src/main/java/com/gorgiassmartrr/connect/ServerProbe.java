package com.gorgiassmartrr.connect;

import com.gorgiassmartrr.connect.GorgiasAdmin.Waiting;
import com.gorgiassmartrr.connect.Step.Part;
import com.gorgiassmartrr.connect.Step.Status;
import com.gorgiassmartrr.store.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * Asks at the public address, as Gorgias is going to: whether the server is there and has taken the
 * store and its secret up.
 */
final class ServerProbe {
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final int TRIES = 16;

  private final Waiting waiting;

  ServerProbe(Waiting waiting) {
    this.waiting = waiting;
  }

  /** Asks until the store is there, or for long enough. */
  Step ask(String store, URI publicUrl, Secret secret) throws InterruptedException {
    HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(publicUrl + Wanted.path(store)))
            .timeout(PATIENCE)
            .header("x-store-secret", secret.reveal())
            .build();
    int status = 0;
    for (int tries = 0; tries < TRIES; tries++) {
      try {
        status = http.send(request, BodyHandlers.discarding()).statusCode();
      } catch (IOException e) {
        return warning(
            "No server answers at "
                + publicUrl
                + " from here: start it, or have it reached there, before agents open tickets.");
      }
      if (status == 200) {
        return new Step(
            Part.SERVER, Status.RIGHT, "The server answers at " + publicUrl + " for this store.");
      }
      if (status != 401 && status != 404) {
        break;
      }
      waiting.sleep(PAUSE);
    }
    return warning(
        switch (status) {
          case 401 ->
              "The server at "
                  + publicUrl
                  + " has another secret for this store: it reads its settings elsewhere, or must"
                  + " be restarted.";
          case 404 ->
              "The server at "
                  + publicUrl
                  + " doesn't know this store: it reads its settings elsewhere, or must be"
                  + " restarted.";
          default ->
              "Something else than this server answers at " + publicUrl + " (" + status + ").";
        });
  }

  private static Step warning(String sentence) {
    return new Step(Part.SERVER, Status.WARNING, sentence);
  }
}
