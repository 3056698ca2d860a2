package com.gorgiassmartrr.connect;

import static com.gorgiassmartrr.connect.ConnectDesk.STORE;
import static com.gorgiassmartrr.connect.ConnectDesk.all;
import static com.gorgiassmartrr.connect.ConnectDesk.wrong;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasFaults.Fault;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasFaults.Kind;
import com.gorgiassmartrr.sandbox.smartrr.RequestMatch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Wherever connect or disconnect is stopped, doing it again comes to the same end. */
final class ConnectKilledTest {
  private ConnectDesk desk;

  @BeforeEach
  void open(@TempDir Path folder) {
    desk = new ConnectDesk(folder);
  }

  @AfterEach
  void close() {
    desk.close();
  }

  /** What stops the process: it dies as soon as it is told of a step, before whatever follows. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void connect_killedAtEachStep_endsTheSame() {
    int steps = told(() -> {});
    desk.disconnect();
    for (int kill = 1; kill <= steps; kill++) {
      int at = kill;
      int[] told = {0};
      boolean killed = false;
      try {
        desk.connection()
            .connect(
                desk.form(),
                false,
                step -> {
                  if (++told[0] == at) {
                    throw new Killed();
                  }
                });
      } catch (Killed e) {
        killed = true;
      }
      assertTrue(killed);

      assertConnectsToTheSameEnd("killed at step " + kill);
      desk.disconnect();
      assertNothingIsLeft();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"RESET_BEFORE_EFFECT", "RESET_AFTER_EFFECT", "MALFORMED"})
  void connect_requestLost_endsTheSame(Kind kind) {
    desk.connect();
    desk.gorgias.requests().clear();
    desk.disconnect();
    int toDisconnect = desk.requests().size();
    desk.gorgias.requests().clear();
    desk.connect();
    int toConnect = desk.requests().size();
    desk.disconnect();
    assertTrue(toConnect > 5 && toDisconnect > 3, toConnect + " and " + toDisconnect);
    for (int lost = 1; lost <= toConnect; lost++) {
      loseRequest(lost, kind);
      desk.connect();
      desk.gorgias.faults().clear();
      assertConnectsToTheSameEnd(kind + " of request " + lost);
      desk.disconnect();
      assertNothingIsLeft();
    }
    for (int lost = 1; lost <= toDisconnect; lost++) {
      desk.connect();
      loseRequest(lost, kind);
      desk.disconnect();
      desk.gorgias.faults().clear();
      Report again = desk.disconnect();
      assertEquals(List.of(), wrong(again), () -> all(again));
      assertNothingIsLeft();
    }
  }

  /** The secret is renewed; until Gorgias surely has the new one, both stay valid. */
  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"RESET_BEFORE_EFFECT", "RESET_AFTER_EFFECT"})
  void rotation_requestLost_whatGorgiasSendsIsAlwaysValid(Kind kind) {
    desk.connect();
    for (int lost = 1; lost <= 6; lost++) {
      loseRequest(lost, kind);
      desk.connection().connect(Form.of(STORE), true, step -> {});
      desk.gorgias.faults().clear();

      assertTrue(List.of(desk.secret().split(",")).contains(sent()), "request " + lost);
      Report again = desk.connect(Form.of(STORE));
      assertEquals(List.of(), wrong(again), () -> all(again));
      assertEquals(desk.secret(), sent());
    }
  }

  private void assertConnectsToTheSameEnd(String what) {
    Report report = desk.connect();
    assertEquals(List.of(), wrong(report), () -> what + "\n" + all(report));
    assertEquals(1, desk.integrations().size(), what);
    assertEquals(1, desk.widgets().size(), what);
    assertEquals(desk.secret(), sent(), what);
    desk.gorgias.requests().clear();
    desk.connect();
    assertEquals(List.of(), desk.changes(), what);
  }

  private void assertNothingIsLeft() {
    assertEquals(List.of(), desk.integrations());
    assertEquals(List.of(), desk.widgets());
    assertEquals(Map.of(), desk.files.read(STORE));
    assertFalse(desk.smartrr.requests().list().stream().anyMatch(RequestMatch.writes()));
  }

  /** The secret that Gorgias sends with a trigger. */
  private String sent() {
    desk.gorgias.behaviour().showHeaders(true);
    ObjectNode integration = desk.integrations().get(0);
    desk.gorgias.behaviour().showHeaders(false);
    return integration.path("http").path("headers").path("x-store-secret").asText();
  }

  private void loseRequest(int number, Kind kind) {
    if (number > 1) {
      desk.gorgias.faults().next(number - 1, Fault.slow(Duration.ofMillis(1)));
    }
    desk.gorgias.faults().next(1, Fault.of(kind));
  }

  private int told(Runnable first) {
    first.run();
    List<Step> told = new ArrayList<>();
    desk.connection().connect(desk.form(), false, told::add);
    return told.size();
  }
}
