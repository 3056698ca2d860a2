package com.gorgiassmartrr.command;

import com.gorgiassmartrr.connect.Form;
import com.gorgiassmartrr.store.Secret;
import com.gorgiassmartrr.store.Settings;
import com.gorgiassmartrr.store.Stores;
import java.io.Console;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks whoever sits at the terminal; where nobody does, nothing is asked. */
final class Questions {
  private final @Nullable Console console;

  @SuppressWarnings("SystemConsoleNull") // Until Java 22 it is null where nobody sits.
  Questions() {
    Console found = System.console();
    console = found != null && isTerminal(found) ? found : null;
  }

  /**
   * Whether somebody sits at the console. Since Java 22 there is a console even without a terminal,
   * and a method that tells; earlier, a console is always a terminal.
   */
  private static boolean isTerminal(Console console) {
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }

  /** The form with what is neither filled in nor in force, as far as somebody answers. */
  Form complete(Form form, Settings inForce) {
    String prefix = Stores.prefix(form.store());
    boolean hasDomain =
        inForce.find(prefix + "gorgias.domain").isPresent()
            || inForce.find(prefix + "gorgias.url").isPresent();
    return new Form(
        form.store(),
        orAsk(form.gorgiasDomain(), hasDomain, () -> line("Gorgias domain, such as acme")),
        orAsk(
            form.gorgiasUser(),
            inForce.find(prefix + "gorgias.user").isPresent(),
            () -> line("Gorgias user, an e-mail address")),
        orAsk(
            form.gorgiasApiKey(),
            inForce.find(prefix + "gorgias.api-key").isPresent(),
            () -> secret("Gorgias API key")),
        orAsk(
            form.smartrrToken(),
            inForce.find(prefix + "smartrr.token").isPresent(),
            () -> secret("Smartrr token")),
        form.publicUrl());
  }

  private static <T> @Nullable T orAsk(
      @Nullable T given, boolean isInForce, Supplier<@Nullable T> question) {
    return given != null || isInForce ? given : question.get();
  }

  private @Nullable String line(String question) {
    String answer = console == null ? null : console.readLine("%s: ", question);
    return answer == null || answer.isBlank() ? null : answer;
  }

  private @Nullable Secret secret(String question) {
    char[] answer = console == null ? null : console.readPassword("%s (not shown): ", question);
    return answer == null || answer.length == 0 ? null : new Secret(new String(answer));
  }
}
