package com.gorgiassmartrr.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.action.Actions;
import com.gorgiassmartrr.connect.Connection;
import com.gorgiassmartrr.connect.Form;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Stores;
import com.gorgiassmartrr.widget.LayoutException;
import com.gorgiassmartrr.widget.LayoutFile;
import com.gorgiassmartrr.widget.WidgetLayout;
import com.gorgiassmartrr.widget.WidgetTemplate;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.apache.camel.support.DefaultExchange;

/**
 * Answers the page Widget: tells and saves the layout, draws a preview, and publishes the widget in
 * Gorgias.
 */
public final class WidgetPage {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Stands in for the public address, which only buttons need. */
  private static final String NO_ADDRESS = "http://localhost";

  /** The front door of the route that answers Gorgias's triggers. */
  private static final String LOOKUP_PATH = "/gorgias/{store}/widget";

  /** How long a preview waits for its lookup: longer than a lookup ever takes. */
  private static final int LONGEST_LOOKUP_SECONDS = 10;

  private final CamelContext context;
  private final Stores stores;
  private final LayoutFile layout;
  private final Actions actions;
  private final Connection connection;

  /**
   * A page.
   *
   * @param connection has Gorgias show the widget as it is arranged
   */
  public WidgetPage(
      CamelContext context,
      Stores stores,
      LayoutFile layout,
      Actions actions,
      Connection connection) {
    this.context = context;
    this.stores = stores;
    this.layout = layout;
    this.actions = actions;
    this.connection = connection;
  }

  void mount(Router router) {
    String base = Console.API + "/widget";
    Replies.get(router, base, call -> state());
    Replies.post(router, base, body -> changed(() -> save(body)));
    Replies.post(
        router, base + "/undo", body -> changed(() -> layout.undo(body.path("version").asText())));
    Replies.post(router, base + "/template", this::template);
    Replies.post(router, base + "/customer", this::customer);
    Replies.post(router, base + "/publish", this::publish);
  }

  private JsonNode state() throws ProblemException {
    try {
      LayoutFile.State state = layout.state();
      ObjectNode json =
          JsonNodeFactory.instance
              .objectNode()
              .put("file", state.file())
              .put("version", state.version())
              .put("undoable", state.isUndoable());
      json.set("arrangement", state.arrangement());
      LayoutException mistake = state.mistake();
      if (mistake == null) {
        json.putNull("mistake");
      } else {
        json.set("mistake", json(mistake));
      }
      ObjectNode published = json.putObject("stores");
      stores
          .all()
          .forEach(store -> published.put(store.name(), connection.isConfigured(store.name())));
      return json;
    } catch (LayoutException e) {
      throw new ProblemException(422, String.valueOf(e.getMessage()));
    }
  }

  private static ObjectNode json(LayoutException mistake) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("file", mistake.file())
        .put("line", mistake.line())
        .put("message", mistake.sentence());
  }

  private interface LayoutChange {
    void make() throws LayoutFile.ChangedException, IOException;
  }

  private JsonNode changed(LayoutChange change) throws ProblemException {
    try {
      change.make();
    } catch (LayoutFile.ChangedException e) {
      throw new ProblemException(409, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new ProblemException(507, "The file can't be written: " + e.getMessage() + ".");
    } catch (LayoutException e) {
      throw new ProblemException(422, e.sentence());
    } catch (IllegalArgumentException e) {
      throw new ProblemException(422, String.valueOf(e.getMessage()));
    }
    return state();
  }

  private void save(ObjectNode body) throws LayoutFile.ChangedException, IOException {
    layout.save(body.path("arrangement"), body.path("version").asText());
  }

  /** The template of an arrangement, or of what is in force where none is sent. */
  private JsonNode template(ObjectNode body) throws ProblemException {
    try {
      WidgetLayout arranged =
          body.has("arrangement") ? layout.tried(body.path("arrangement")) : layout.inForce();
      return new WidgetTemplate(arranged, actions.all())
          .json(NO_ADDRESS, store(body).name(), List.of());
    } catch (LayoutException e) {
      throw new ProblemException(422, e.sentence());
    } catch (IllegalArgumentException e) {
      throw new ProblemException(422, String.valueOf(e.getMessage()));
    }
  }

  /** The widget data of a customer as Gorgias would get it, without what buttons prove. */
  private JsonNode customer(ObjectNode body) throws Exception {
    Exchange asked = new DefaultExchange(context);
    asked.setVariable("store", store(body).name());
    asked.getMessage().setBody(Map.of("email", body.path("email").asText().strip()));
    CompletableFuture<Exchange> answer = new CompletableFuture<>();
    AsyncProcessorConverterHelper.convert(lookup().getProcessor())
        .process(asked, done -> answer.complete(asked));
    try {
      Exchange answered = answer.get(LONGEST_LOOKUP_SECONDS, TimeUnit.SECONDS);
      if (answered.getException() != null) {
        throw answered.getException();
      }
      JsonNode data = JSON.readTree(answered.getMessage().getBody(byte[].class));
      data.findParents("press_token")
          .forEach(holder -> ((ObjectNode) holder).remove("press_token"));
      return data;
    } catch (TimeoutException e) {
      throw new ProblemException(504, "The lookup took too long.");
    }
  }

  /** The route that answers Gorgias, whichever version of it is in force. */
  private Route lookup() throws ProblemException {
    for (Route route : context.getRoutes()) {
      if (route.getEndpoint() instanceof PlatformHttpEndpoint door
          && door.getPath().equals(LOOKUP_PATH)) {
        return route;
      }
    }
    throw new ProblemException(503, "No route looks anybody up right now; try again.");
  }

  /** Has Gorgias show the widget of the files as they are. */
  private JsonNode publish(ObjectNode body) throws ProblemException {
    String store = store(body).name();
    if (!connection.isConfigured(store)) {
      throw new ProblemException(409, "This store isn't connected by settings of its own.");
    }
    return StepJson.of(connection.connect(Form.of(store), false, step -> {}));
  }

  private Store store(ObjectNode body) throws ProblemException {
    Store store = stores.named(body.path("store").asText());
    if (store == null) {
      throw new ProblemException(404, "There is no such store.");
    }
    return store;
  }
}
