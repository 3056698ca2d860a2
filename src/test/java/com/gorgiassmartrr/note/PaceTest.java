package com.gorgiassmartrr.note;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.ManualTime;
import com.gorgiassmartrr.gorgias.Usage;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PaceTest {
  private static final Duration WINDOW = Duration.ofSeconds(20);

  private final ManualTime time = new ManualTime();

  /** Gorgias's bucket, as it is documented. */
  private final class Bucket {
    private final int limit;
    private final Duration window;
    private double level;
    private long at = time.read();

    Bucket(int limit, Duration window) {
      this.limit = limit;
      this.window = window;
    }

    Usage take() {
      long now = time.read();
      level = Math.max(0, level - (double) (now - at) * limit / window.toNanos());
      at = now;
      assertTrue(level + 1 <= limit + 1e-6, "this request earns a 429");
      level += 1;
      return new Usage((int) Math.ceil(level - 1e-6), limit);
    }
  }

  private Duration drain(Pace pace, Bucket bucket, int calls, Duration each) {
    long began = time.read();
    for (int i = 0; i < calls; i++) {
      Duration wait = pace.untilRoom();
      // Timers count in milliseconds, rounded up.
      time.advance(Duration.ofMillis((wait.toNanos() + 999_999) / 1_000_000));
      assertTrue(pace.room() > 0);
      Pace.Call call = pace.begin();
      Usage usage = bucket.take();
      time.advance(each);
      call.ended(usage);
    }
    return Duration.ofNanos(time.read() - began);
  }

  @Test
  void notes400_takeNoLongerThanTheLimitAllows() {
    Duration took =
        drain(new Pace(time, 40, WINDOW, 4), new Bucket(40, WINDOW), 400, Duration.ofMillis(150));

    Duration allowed = WINDOW.multipliedBy(400 - 40).dividedBy(40);
    assertTrue(took.toMillis() <= allowed.toMillis() * 1.05, took + " of " + allowed);
  }

  @Test
  void limit_isLearned() {
    drain(new Pace(time, 40, WINDOW, 2), new Bucket(10, WINDOW), 50, Duration.ofMillis(150));
    Duration took =
        drain(new Pace(time, 40, WINDOW, 4), new Bucket(80, WINDOW), 400, Duration.ofMillis(1));

    assertTrue(took.toMillis() <= 80_000 * 1.05, took::toString);
  }

  /** Enterprise accounts are emptied twice as fast, which only the header's numbers show. */
  @Test
  void fasterWindow_isUsed() {
    Duration enterprise = Duration.ofSeconds(10);

    Duration took =
        drain(new Pace(time, 40, WINDOW, 4), new Bucket(40, enterprise), 400, Duration.ofMillis(1));

    assertTrue(took.toMillis() < 100_000, took::toString);
  }

  @Test
  void others_areLeftRoom() {
    Pace pace = new Pace(time, 40, WINDOW, 4);
    Bucket bucket = new Bucket(40, WINDOW);
    for (int i = 0; i < 200; i++) {
      time.advance(pace.untilRoom().plusMillis(1));
      Pace.Call call = pace.begin();
      Usage usage = bucket.take();
      bucket.take();
      time.advance(Duration.ofMillis(500));
      call.ended(usage);
    }
  }

  /** What happens next to one of the servers that share an account. */
  private record Event(long at, Runnable what) {}

  /** Each hears of the others by the answers to its own calls alone. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 8})
  void servers_shareAnAccount_noneIsThrottled(int servers) {
    int connections = 4;
    Random random = new Random(servers);
    Bucket bucket = new Bucket(40, WINDOW);
    PriorityQueue<Event> events = new PriorityQueue<>(Comparator.comparingLong(Event::at));
    int[] calls = new int[1];
    for (int i = 0; i < servers; i++) {
      Pace pace = new Pace(time, 40, WINDOW, Math.max(4, connections * (servers - 1)));
      int[] free = {connections};
      Runnable look =
          new Runnable() {
            @Override
            public void run() {
              while (free[0] > 0 && pace.room() > 0) {
                free[0]--;
                Pace.Call call = pace.begin();
                events.add(new Event(later(random), () -> arrive(call)));
              }
              long wait = Math.min(Math.max(1_000_000, pace.untilRoom().toNanos()), 2_000_000_000);
              events.add(new Event(time.read() + wait, this));
            }

            private void arrive(Pace.Call call) {
              calls[0]++;
              Usage usage = bucket.take();
              events.add(
                  new Event(
                      later(random),
                      () -> {
                        call.ended(usage);
                        free[0]++;
                      }));
            }
          };
      events.add(new Event(later(random), look));
    }
    while (time.read() < Duration.ofMinutes(2).toNanos()) {
      Event next = events.remove();
      time.advance(Duration.ofNanos(next.at() - time.read()));
      next.what().run();
    }

    assertTrue(calls[0] >= 230, () -> "The limit allows 280, not only " + calls[0]);
  }

  private long later(Random random) {
    return time.read() + random.nextInt(20_000_000, 770_000_000);
  }

  @Test
  void answersInTheWrongOrder_areNotTooLow() {
    Pace pace = new Pace(time, 10, WINDOW, 1);
    Pace.Call first = pace.begin();
    Pace.Call second = pace.begin();

    second.ended(new Usage(2, 10));
    first.ended(new Usage(1, 10));

    // It isn't known whether the second answer counts the first call.
    assertEquals(6, pace.room());
  }

  /** Others have filled the bucket between the two. */
  @Test
  void olderAnswer_comesLast_isNotTakenForNews() {
    Pace pace = new Pace(time, 40, WINDOW, 4);
    Pace.Call slow = pace.begin();
    Pace.Call quick = pace.begin();

    quick.ended(new Usage(38, 40));
    slow.ended(new Usage(1, 40));

    assertEquals(0, pace.room());
  }

  @Test
  void headerBeyondTheLimit_isAFullBucket() {
    Pace pace = new Pace(time, 40, WINDOW, 4);

    pace.begin().ended(new Usage(999_999, 40));

    assertEquals(0, pace.room());
    assertTrue(pace.untilRoom().compareTo(Duration.ofSeconds(3)) < 0, pace.untilRoom()::toString);
  }

  @Test
  void pause_endsByItself() {
    Pace pace = new Pace(time, 40, WINDOW, 4);
    pace.pause(Duration.ofSeconds(7));
    pace.pause(Duration.ofSeconds(2));

    assertEquals(0, pace.room());
    assertEquals(Duration.ofSeconds(7), pace.untilRoom());
    time.advance(Duration.ofSeconds(7));
    assertEquals(36, pace.room());
  }

  @Test
  void reserve_largerThanTheLimit_leavesOne() {
    assertEquals(1, new Pace(time, 3, WINDOW, 9).room());
  }

  @Test
  void header_thatIsNone_isIgnored() {
    assertEquals(new Usage(10, 40), Usage.parse("10/40"));
    assertNull(Usage.parse(null));
    assertNull(Usage.parse("10"));
    assertNull(Usage.parse("10/0"));
    assertNull(Usage.parse("-1/40"));
  }
}
