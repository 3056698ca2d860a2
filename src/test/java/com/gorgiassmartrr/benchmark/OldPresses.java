package com.gorgiassmartrr.benchmark;

import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Random;
import java.util.UUID;

/**
 * Puts presses into a ledger that ended over the last 80 days, each with what happened to it and
 * its note, in the order in which they were pressed: every index grows as it would have grown.
 */
final class OldPresses {
  private static final Duration PERIOD = Duration.ofDays(80);
  private static final int AT_ONCE = 10_000;
  private static final int TICKETS = 200_000;
  private static final int SUBSCRIPTIONS = 100_000;
  private static final String REFERENCE_CHARACTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

  private static final String PRESS =
      """
      insert into press (
        id, reference, fingerprint, store, customer_id, subscription_id, action, parameters,
        seen_status, seen_next_billing, seen_version, ticket_id, account, agent, email, product,
        notes, state, attempts, pressed_at, sent_at, ended_at, before_status, before_next_billing,
        after_status, after_next_billing, message, owner, history)
      values (?, ?, ?, 'acme', ?, ?, 'skip', '{}', 'ACTIVE', '2026-12-03T14:00:00.000Z', '', ?, '',
        'robin@example.com', ?, '', 1, 'applied', 1, ?, ?, ?, 'ACTIVE', '2026-12-03T14:00:00.000Z',
        'ACTIVE', '2027-01-03T14:00:00.000Z',
        'Skipped the order of 3 Dec 2026. Next billing: 3 Jan 2027.', ?, ?)
      """;

  /** When it was sent, and when it ended. */
  private static final String HISTORY =
      """
      {"at":%d,"event":"sending","detail":"ACTIVE, 2026-12-03T14:00:00.000Z"}
      {"at":%d,"event":"applied","detail":"Skipped the order of 3 Dec 2026. Next billing: 3 Jan 2027."}
      """;

  private static final String NOTE =
      """
      insert into follow_up (
        press_id, number, store, name, queue, lane, body, state, tried, tries, since, message_id,
        why, owner)
      values (?, 1, 'acme', 'note', 'acme/note', ?, ?, 'done', 1, 1, ?, ?, '', ?)
      """;

  private final Random random = new Random(42);

  /** Puts so many presses in. What a crash could lose meanwhile doesn't matter. */
  void fill(Engine engine, String url, int count) throws SQLException {
    String fast = engine == Engine.POSTGRESQL ? "?reWriteBatchedInserts=true" : "";
    try (Connection connection =
        engine.connect(url + (url.contains("?") ? fast.replace('?', '&') : fast))) {
      Engine.run(
          connection,
          engine == Engine.SQLITE
              ? "pragma synchronous = off; pragma cache_size = -400000"
              : "set synchronous_commit = off");
      connection.setAutoCommit(false);
      long end = Instant.now().toEpochMilli();
      long from = end - PERIOD.toMillis();
      try (PreparedStatement press = connection.prepareStatement(PRESS);
          PreparedStatement note = connection.prepareStatement(NOTE)) {
        for (int i = 0; i < count; i++) {
          add(press, note, i, from + (end - from) * i / count);
          if (i % AT_ONCE == AT_ONCE - 1 || i == count - 1) {
            press.executeBatch();
            note.executeBatch();
            connection.commit();
          }
        }
      }
      connection.setAutoCommit(true);
      // PostgreSQL does this by itself, within the hour.
      Engine.run(
          connection,
          engine == Engine.SQLITE ? "pragma wal_checkpoint(truncate)" : "vacuum (analyze)");
      if (engine == Engine.POSTGRESQL) {
        Engine.run(connection, "checkpoint");
      }
    }
  }

  private void add(PreparedStatement press, PreparedStatement note, int i, long at)
      throws SQLException {
    String id =
        new UUID(at << 16 | 0x7000L | random.nextInt(1 << 12), random.nextLong() >>> 2 | 1L << 63)
            .toString();
    int person = random.nextInt(SUBSCRIPTIONS);
    String ticket = Integer.toString(10_000_000 + (int) ((long) i * TICKETS / 1_000_000));
    String reference = reference(i, at);
    String owner = new UUID(random.nextLong(), random.nextLong()).toString();
    set(
        press,
        id,
        reference,
        fingerprint(i),
        uuid("customer", person),
        uuid("subscription", person),
        ticket,
        "person" + person + "@example.com",
        at,
        at + 300,
        at + 700,
        owner,
        HISTORY.formatted(at + 300, at + 700));
    String text =
        "Skipped the order of 3 Dec 2026. Next billing: 3 Jan 2027.\nCoffee Box (active, next"
            + " billing 2026-12-03 -> active, next billing 2027-01-03)\nBy robin@example.com,"
            + " reference "
            + reference;
    set(note, id, ticket, TextNode.valueOf(text).toString(), at, Integer.toString(i), owner);
  }

  private static void set(PreparedStatement statement, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    statement.addBatch();
  }

  /** As the server makes them: three characters of time, and five that are scattered. */
  private static String reference(int number, long at) {
    long scattered = number * 0x9E3779B1L;
    StringBuilder reference = new StringBuilder();
    for (int shift = 30; shift >= 20; shift -= 5) {
      reference.append(REFERENCE_CHARACTERS.charAt((int) ((at >>> shift) & 31)));
    }
    for (int shift = 20; shift >= 0; shift -= 5) {
      reference.append(REFERENCE_CHARACTERS.charAt((int) ((scattered >>> shift) & 31)));
    }
    return reference.toString();
  }

  private static String uuid(String what, int number) {
    return UUID.nameUUIDFromBytes((what + number).getBytes(StandardCharsets.UTF_8)).toString();
  }

  private static String fingerprint(int number) {
    try {
      byte[] bytes = ("old " + number).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
