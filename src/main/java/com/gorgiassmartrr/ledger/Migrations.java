package com.gorgiassmartrr.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.gorgiassmartrr.store.SettingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/**
 * Brings the tables up to date by running {@code migration-1.sql} and its successors, each once.
 * The table {@code ledger_version} says which of them have run. A ledger from before version 1.0.0,
 * which has a table {@code schema_version} instead, is refused.
 *
 * <p>In a migration every statement ends with a semicolon at the end of a line, and a statement
 * that begins with {@code ${postgresql}} or {@code ${sqlite}} is for that database alone. A
 * migration that has been released is never changed.
 */
final class Migrations {
  private Migrations() {}

  /** Runs the missing migrations in the connection's transaction, and returns the version. */
  static int run(Sql sql, Dialect dialect, Instant now) throws SQLException {
    sql.each(dialect.lock("migrations"));
    sql.run(
        "create table if not exists ledger_version"
            + " (version integer primary key, applied_at bigint not null)");
    int version =
        sql.one("select coalesce(max(version), 0) from ledger_version", row -> row.getInt(1))
            .orElse(0);
    if (version == 0 && dialect.hasTable(sql, "schema_version")) {
      throw new SettingException(
          Database.SETTING
              + ": this ledger is from before version 1.0.0, and can't be read by this server; name"
              + " a new one (another file, or an empty database), and keep the old one for as long"
              + " as you want to look something up in it.");
    }
    int known = 0;
    for (Optional<String> file = read(1); file.isPresent(); file = read(known + 1)) {
      known++;
      if (known > version) {
        for (String statement : file.get().split(";\\s*\\n")) {
          String ours = dialect.ours(statement);
          if (!ours.isEmpty()) {
            sql.run(ours);
          }
        }
        sql.update("insert into ledger_version (version, applied_at) values (?, ?)", known, now);
      }
    }
    if (version > known) {
      throw new SettingException(
          Database.SETTING
              + ": the ledger was last used by a newer version of the server: its tables are of"
              + " version "
              + version
              + ", and this server knows version "
              + known
              + ".");
    }
    return known;
  }

  private static Optional<String> read(int version) {
    try (var stream = Migrations.class.getResourceAsStream("migration-" + version + ".sql")) {
      return stream == null
          ? Optional.empty()
          : Optional.of(new String(stream.readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
