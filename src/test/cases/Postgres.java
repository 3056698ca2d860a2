import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A PostgreSQL of its own on a port of loopback, until it is ended: {@code java Postgres.java
 * PORT}. Each line of its input is a statement for its superuser, and is answered by a line that
 * begins with {@code done} or {@code failed}.
 */
public final class Postgres {
  private Postgres() {}

  public static void main(String[] words) throws Exception {
    EmbeddedPostgres server =
        EmbeddedPostgres.builder().setPort(Integer.parseInt(words[0])).start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(server)));
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    System.out.println("ready");
    for (String sql = in.readLine(); sql != null; sql = in.readLine()) {
      try (Connection connection = server.getPostgresDatabase().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute(sql);
        System.out.println("done");
      } catch (SQLException e) {
        System.out.println("failed: " + e.getMessage());
      }
    }
  }

  private static void close(EmbeddedPostgres server) {
    try {
      server.close();
    } catch (Exception e) {
      System.out.println("failed: " + e);
    }
  }
}
