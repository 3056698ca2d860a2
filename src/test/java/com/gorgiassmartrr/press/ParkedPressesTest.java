package com.gorgiassmartrr.press;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
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
    desk.close();
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

  @Test
  void parkedPress_dismissedByJmx_isParkedNoMore() throws Exception {
    String reference = desk.park();
    decide("dismiss", reference);
    assertEquals(PressState.DISMISSED, desk.find(reference).state());
    String note = desk.note(reference);
    assertTrue(
        note.startsWith("Dismissed, and nothing more is done about it: Skip next order\n"), note);
    assertTrue(note.contains("\nBy JMX, 22 Nov 2026 "), note);
    assertThrows(RuntimeMBeanException.class, () -> decide("replay", reference));
    assertEquals("JMX", desk.decidedBy(reference));
  }

  @Test
  void parkedPress_dismissedAndPressedAgain_saysThatItWasDismissed() throws Exception {
    String reference = desk.park();
    decide("dismiss", reference);
    JsonNode again = desk.pressAgain();
    assertEquals("refused", again.path("status").asText(), again.toString());
    assertEquals(reference, again.path("reference").asText());
    assertTrue(
        again.path("message").asText().startsWith("This was dismissed on 22 Nov 2026 at "),
        again.toString());
  }

  private Object decide(String decision, String reference) throws Exception {
    return beans.invoke(
        name, decision, new Object[] {reference}, new String[] {String.class.getName()});
  }
}
