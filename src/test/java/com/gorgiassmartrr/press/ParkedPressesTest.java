package com.gorgiassmartrr.press;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.ledger.PressState;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrPeople;
import java.lang.management.ManagementFactory;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What nothing could settle is seen, tried again or dismissed by a person: by JMX. */
final class ParkedPressesTest {
  private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
  private ParkedDesk desk;
  private ObjectName name;

  /** What was pressed. */
  private String form = "";

  @BeforeEach
  void start() throws Exception {
    desk = ParkedDesk.start();
    name =
        new ObjectName(
            "com.gorgiassmartrr:type=ParkedPresses,context="
                + ObjectName.quote(desk.server.server.context().getManagementName()));
  }

  @AfterEach
  void stop() {
<<<<<<< HEAD
    desk.close();
=======
    server.close();
  }

  @Test
  void parkedPress_replayedWhenSmartrrIsWell_isAppliedOnce() throws Exception {
    String reference = park();
    server.smartrr.faults().clear();
    assertEquals(200, manage("/presses/" + reference + "/replay").statusCode());
    Await.until("the end of the press", () -> stateOf(reference) == PressState.APPLIED);
    assertEquals(
        1, server.smartrr.world().subscription(SmartrrPeople.KENJI_TEA).skippedDates().size());
  }

  @Test
  void parkedPress_dismissed_isLeftAlone() throws Exception {
    String reference = park();
    assertEquals(200, manage("/presses/" + reference + "/dismiss").statusCode());
    assertEquals(PressState.DISMISSED, stateOf(reference));
    JsonNode again = TestServer.json(server.pressLater("skip", form).get());
    assertEquals("refused", again.path("status").asText());
    assertEquals(reference, again.path("reference").asText());
    assertTrue(
        again.path("message").asText().startsWith("This was dismissed on 22 Nov 2026 at "),
        again.toString());
    assertEquals(404, manage("/presses/" + reference + "/replay").statusCode());
    assertEquals(0, TestServer.json(server.manage(get("/presses/parked"))).size());
>>>>>>> cd7edf7 (Say only what is so: about notes, reasons and dismissed presses)
  }

  @Test
  void parkedPresses_byJmx_areCountedAndListed() throws Exception {
    assertEquals(0, beans.getAttribute(name, "Count"));
    String reference = desk.park();
    assertEquals(1, beans.getAttribute(name, "Count"));
    assertTrue(
        String.valueOf(beans.invoke(name, "list", new Object[0], new String[0]))
            .contains(reference));
  }

  @Test
  void parkedPress_replayedByJmx_isAppliedOnce() throws Exception {
    String reference = desk.park();
    assertEquals("Tried again: " + reference, decide("replay", reference));
    Await.until("its end", () -> desk.find(reference).state() == PressState.APPLIED);
    assertEquals(
        1, desk.server.smartrr.world().subscription(SmartrrPeople.KENJI_TEA).skippedDates().size());
    assertEquals("JMX", desk.decidedBy(reference));
  }

<<<<<<< HEAD
  @Test
  void parkedPress_dismissedByJmx_isParkedNoMore() throws Exception {
    String reference = desk.park();
    decide("dismiss", reference);
    assertEquals(PressState.DISMISSED, desk.find(reference).state());
    assertThrows(RuntimeMBeanException.class, () -> decide("replay", reference));
    assertEquals("JMX", desk.decidedBy(reference));
=======
  /** Presses Skip while Smartrr fails every change, and lets more time pass than it is tried. */
  private String park() throws Exception {
    server.smartrr.faults().add(Fault.status(503), RequestMatch.writes());
    JsonNode shown = server.widget("kenji@example.com").path("subscriptions").path(0);
    form =
        "subscription_id="
            + shown.path("id").asText()
            + "&press_token="
            + shown.path("press_token").asText();
    JsonNode answer = TestServer.json(server.pressLater("skip", form).get());
    assertEquals("accepted", answer.path("status").asText());
    String reference = answer.path("reference").asText();
    Await.until("parking", () -> isParkedInTheEnd(reference));
    JsonNode parked = TestServer.json(server.manage(get("/presses/parked")));
    assertEquals(reference, parked.path(0).path("reference").asText());
    assertTrue(parked.path(0).path("message").asText().contains("A person must decide"));
    return reference;
>>>>>>> cd7edf7 (Say only what is so: about notes, reasons and dismissed presses)
  }

  private Object decide(String decision, String reference) throws Exception {
    return beans.invoke(
        name, decision, new Object[] {reference}, new String[] {String.class.getName()});
  }
}
