package com.gorgiassmartrr.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.LogLines;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of lines while the output is full. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class QueuedOutputTest {
  private static final byte[] LINE = "x".repeat(999).concat("\n").getBytes(StandardCharsets.UTF_8);

  private final Blocked destination = new Blocked();
  private final QueuedOutput output = QueuedOutput.to(destination);

  /** A destination that takes nothing before it is opened. */
  private static final class Blocked extends OutputStream {
    private final CountDownLatch open = new CountDownLatch(1);
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();

    @Override
    public void write(int oneByte) {
      throw new AssertionError("Lines are written whole");
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        open.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      taken.write(bytes, offset, length);
    }
  }

  @Test
  void lines_manyForAFullOutput_keepNobodyWaitingAndAreBounded() throws Exception {
    try (LogLines log = LogLines.of(QueuedOutput.class)) {
      for (int i = 0; i < 5000; i++) {
        output.write(LINE);
      }
      assertFalse(output.drain(Duration.ofMillis(1)));
      assertEquals(List.of(), log.all());

      destination.open.countDown();
      assertTrue(output.drain(Duration.ofSeconds(30)));
      Await.until("the line about the others", () -> !log.all().isEmpty());
      int kept = destination.taken.size() / LINE.length;
      assertTrue(kept > 1000 && kept < 1100, "kept " + kept);
      assertEquals(
          List.of(
              (5000 - kept) + " lines are missing in this log: the output wasn't read for a while"),
          log.all());
    }
  }

  @Test
  void lines_toAnOutputThatIsRead_comeInTheirOrder() throws Exception {
    destination.open.countDown();
    output.write("one\n".getBytes(StandardCharsets.UTF_8));
    output.write("two\n".getBytes(StandardCharsets.UTF_8));
    assertTrue(output.drain(Duration.ofSeconds(30)));
    assertEquals("one\ntwo\n", destination.taken.toString(StandardCharsets.UTF_8));
  }
}
