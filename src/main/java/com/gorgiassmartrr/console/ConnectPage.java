package com.gorgiassmartrr.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.connect.Connection;
import com.gorgiassmartrr.connect.Form;
import com.gorgiassmartrr.connect.IntegrationWatch;
import com.gorgiassmartrr.connect.Report;
import com.gorgiassmartrr.connect.Step;
import com.gorgiassmartrr.connect.Step.Part;
import com.gorgiassmartrr.connect.Step.Status;
import com.gorgiassmartrr.file.Invisible;
import com.gorgiassmartrr.store.Secret;
import com.gorgiassmartrr.store.SettingException;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Stores;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers the page Connect: tells how each store is, and begins work on its connection. Secrets
 * come in and never go out.
 */
public final class ConnectPage {
  private static final Map<String, String> PLACES =
      Map.of(
          "gorgias_domain", Form.DOMAIN_PLACE,
          "gorgias_user", Form.USER_PLACE,
          "gorgias_api_key", Form.KEY_PLACE,
          "smartrr_token", Form.TOKEN_PLACE,
          "public_url", Form.PUBLIC_URL_PLACE);

  private final Stores stores;
  private final Connection connection;
  private final IntegrationWatch watch;
  private final ConnectWorks works;

  /**
   * A page.
   *
   * @param watch knows what Gorgias has of each store
   * @param threads do the work, which may take a minute each
   */
  public ConnectPage(
      Stores stores, Connection connection, IntegrationWatch watch, Executor threads) {
    this.stores = stores;
    this.connection = connection;
    this.watch = watch;
    this.works = new ConnectWorks(threads);
  }

  void mount(Router router) {
    String base = Console.API + "/connect";
    Replies.get(router, base, call -> state());
    Replies.post(router, base, this::connect);
    Replies.post(
        router,
        base + "/rotate",
        body ->
            ofConfigured(
                body, "rotate", (store, to) -> connection.connect(Form.of(store), true, to)));
    Replies.post(router, base + "/check", body -> ofConfigured(body, "check", connection::check));
    Replies.post(
        router,
        base + "/reactivate",
        body -> ofConfigured(body, "reactivate", connection::reactivate));
    Replies.post(
        router,
        base + "/disconnect",
        body ->
            ofConfigured(
                body, "disconnect", (store, to) -> connection.disconnect(Form.of(store), to)));
  }

  // ---------------------------------------------------------------- how it is

  private JsonNode state() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.set("usual", filledIn(connection.usualStore()));
    ObjectNode places = json.putObject("places");
    PLACES.forEach(places::put);
    ArrayNode rows = json.putArray("stores");
    stores.all().forEach(store -> rows.add(of(store)));
    ArrayNode list = json.putArray("works");
    works.all().forEach(work -> list.add(work.json()));
    return json;
  }

  private ObjectNode of(Store store) {
    String name = store.name();
    return filledIn(name)
        .put("address", store.gorgias() == null ? null : store.gorgias().url().toString())
        .put("integration", watch.state(name).name().toLowerCase(Locale.ROOT))
        .put("problem", watch.problem(name));
  }

  /** The fields of a store's form that are known already, without the secret ones. */
  private ObjectNode filledIn(String store) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("name", store);
    try {
      Form form = connection.filledIn(store);
      return json.put("gorgias_domain", form.gorgiasDomain())
          .put("gorgias_user", form.gorgiasUser())
          .put("public_url", form.publicUrl())
          .put("place", connection.place(store));
    } catch (SettingException e) {
      return json.put("mistake", e.getMessage());
    }
  }

  // ---------------------------------------------------------------- work

  private JsonNode connect(ObjectNode body) throws ProblemException {
    Form form =
        new Form(
            store(body),
            text(body, "gorgias_domain"),
            text(body, "gorgias_user"),
            secret(body, "gorgias_api_key"),
            secret(body, "smartrr_token"),
            text(body, "public_url"));
    return begin("connect", form.store(), to -> connection.connect(form, false, to));
  }

  /** The text of a field. An empty field means that the setting stays as it is: null. */
  private static @Nullable String text(ObjectNode body, String field) {
    String text = Invisible.strip(body.path(field).asText(""));
    return text.isEmpty() ? null : text;
  }

  private static @Nullable Secret secret(ObjectNode body, String field) {
    String text = text(body, field);
    return text == null ? null : new Secret(text);
  }

  private interface StoreJob {
    Report run(String store, Consumer<Step> progress);
  }

  private JsonNode ofConfigured(ObjectNode body, String kind, StoreJob job)
      throws ProblemException {
    String store = store(body);
    try {
      if (!connection.isConfigured(store)) {
        throw new ProblemException(404, "There is no such store.");
      }
    } catch (SettingException e) {
      throw new ProblemException(507, String.valueOf(e.getMessage()));
    }
    return begin(kind, store, to -> job.run(store, to));
  }

  /** The name that is sent; whatever can't be one never gets near a file. */
  private static String store(ObjectNode body) throws ProblemException {
    String name = Invisible.strip(body.path("store").asText(""));
    try {
      Stores.checkName(name);
      return name;
    } catch (SettingException e) {
      throw refusal(
          422,
          List.of(
              new Step(
                  Part.STORE,
                  Status.WRONG,
                  "This can't be a store's name: use lower-case letters, digits and hyphens.",
                  null)));
    }
  }

  private JsonNode begin(String kind, String store, ConnectWorks.Job job) throws ProblemException {
    ConnectWorks.Work work = works.begin(kind, store, job);
    if (work == null) {
      throw new ProblemException(
          409, "Work on the store " + store + " is under way; wait for its end.");
    }
    List<Step> refusal = work.refusal();
    if (!refusal.isEmpty()) {
      works.drop(work);
      throw refusal(status(refusal), refusal);
    }
    return work.json();
  }

  /**
   * The status of a refusal. No partner was asked yet, so the form, the files, or other work on the
   * store is the reason.
   */
  private static int status(List<Step> refusal) {
    return switch (refusal.get(0).part()) {
      case STORE -> 409;
      case SETTINGS -> 507;
      default -> 422;
    };
  }

  private static ProblemException refusal(int status, List<Step> steps) {
    return new ProblemException(status, steps.get(0).sentence(), StepJson.of(steps));
  }
}
