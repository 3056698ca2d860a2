package com.gorgiassmartrr;

import com.gorgiassmartrr.command.Health;
import com.gorgiassmartrr.command.Run;
import com.gorgiassmartrr.command.WebhookAddress;
import com.gorgiassmartrr.store.SettingException;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The program's entry point: runs the command that the first argument names. */
public final class Application {
  private static final String USAGE =
      """
      Usage: java -jar gorgias-smartrr.jar [command]
        run                           run the server (the default)
        health                        ask the server on this machine whether it is alive; exits 0 or 1
        webhook-address --store NAME  print the address that Smartrr's webhooks are to be sent to
      Settings are read from the environment and from application.properties in this folder.
      """;

  private static final Logger LOG = LoggerFactory.getLogger(Application.class);

  private Application() {}

  /** Runs a command; exits with 0, with 1 when it failed, with 2 when it isn't one. */
  public static void main(String[] args) {
    String command = args.length == 0 ? "run" : args[0];
    List<String> rest = Arrays.asList(args).subList(Math.min(1, args.length), args.length);
    try {
      switch (command) {
        case "run" -> Run.untilStopped();
        case "health" -> exit(Health.ask());
        case "webhook-address" -> exit(WebhookAddress.print(rest));
        default -> {
          System.err.print(USAGE);
          exit(2);
        }
      }
    } catch (SettingException e) {
      System.err.println(e.getMessage());
      exit(1);
    } catch (Exception e) {
      LOG.error("The server can't run", e);
      // Not an exit: what is half started would be waited for.
      Runtime.getRuntime().halt(1);
    }
  }

  private static void exit(int status) {
    System.exit(status);
  }
}
