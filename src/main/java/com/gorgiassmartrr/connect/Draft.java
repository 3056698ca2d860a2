package com.gorgiassmartrr.connect;

import com.gorgiassmartrr.connect.Step.Part;
import com.gorgiassmartrr.file.Invisible;
import com.gorgiassmartrr.store.Secret;
import com.gorgiassmartrr.store.SettingException;
import com.gorgiassmartrr.store.Settings;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Stores;
import java.net.URI;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A store as it is going to be configured: what a person filled in, and otherwise what is in force.
 *
 * @param settings every setting, as it will be
 * @param keep what has to be kept for that, by whole keys
 * @param publicUrl how Gorgias reaches the server
 * @param knownUrl how it reached it until now
 */
record Draft(
    Settings settings, Map<String, String> keep, Store store, URI publicUrl, URI knownUrl) {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int SECRET_BYTES = 24;

  /** What is going to be valid, the one that Gorgias is to send first. */
  List<Secret> secrets() {
    return store.secrets();
  }

  /**
   * Puts a store together.
   *
   * @param rotate whether a new secret is wanted; one that is half rotated already isn't renewed
   * @return null when something is missing or can't be right, which the steps then say
   */
  static @Nullable Draft of(Form form, boolean rotate, SettingsKeeper keeper, Steps steps) {
    try {
      Stores.checkName(form.store());
      return new Drawing(form, keeper, steps).draw(rotate);
    } catch (SettingException e) {
      steps.wrong(Part.STORE, String.valueOf(e.getMessage()));
      return null;
    }
  }

  private static final class Drawing {
    private final Form form;
    private final SettingsKeeper keeper;
    private final Steps steps;
    private final String prefix;
    private final Settings others;
    private final Map<String, String> kept;
    private final Settings current;

    /**
     * The settings that are wanted, by their whole keys. A setting with an empty value isn't kept.
     */
    private final Map<String, String> wanted = new LinkedHashMap<>();

    private final Map<String, Part> parts = new LinkedHashMap<>();

    Drawing(Form form, SettingsKeeper keeper, Steps steps) {
      this.form = form;
      this.keeper = keeper;
      this.steps = steps;
      prefix = Stores.prefix(form.store());
      others = keeper.others(form.store());
      kept = keeper.kept(form.store());
      current = others.over(kept);
    }

    @Nullable Draft draw(boolean rotate) {
      domain();
      field(Part.GORGIAS_USER, "gorgias.user", form.gorgiasUser(), this::user);
      field(Part.GORGIAS_API_KEY, "gorgias.api-key", text(form.gorgiasApiKey()), this::credential);
      field(Part.SMARTRR_TOKEN, "smartrr.token", text(form.smartrrToken()), this::credential);
      publicUrl();
      secret(rotate);
      if (steps.isWrong()) {
        return null;
      }
      Map<String, String> keep = keep();
      if (steps.isWrong()) {
        return null;
      }
      Settings settings = others.with(keep);
      return new Draft(
          settings,
          keep,
          Stores.read(form.store(), settings),
          Stores.publicUrl(form.store(), settings),
          Stores.publicUrl(form.store(), current));
    }

    private static @Nullable String text(@Nullable Secret secret) {
      return secret == null ? null : secret.reveal();
    }

    private void domain() {
      String typed = form.gorgiasDomain();
      if (typed == null) {
        if (find("gorgias.domain").isEmpty() && find("gorgias.url").isEmpty()) {
          missing(Part.GORGIAS_DOMAIN);
        }
        return;
      }
      Optional<GorgiasDomain> parsed = GorgiasDomain.parse(typed, current.get("gorgias.host"));
      if (parsed.isEmpty()) {
        steps.add(Sentences.noDomain());
        return;
      }
      boolean byName =
          !parsed.get().name().isEmpty() && others.find(prefix + "gorgias.url").isEmpty();
      if (form.gorgiasApiKey() == null && isAnotherAccount(parsed.get().url())) {
        steps.wrong(
            Part.GORGIAS_API_KEY,
            "This is another Gorgias account than before, so it has another API key, too: fill it"
                + " in.");
      }
      want(Part.GORGIAS_DOMAIN, "gorgias.domain", byName ? parsed.get().name() : "");
      want(Part.GORGIAS_DOMAIN, "gorgias.url", byName ? "" : parsed.get().url().toString());
    }

    /** Whether a key that we have is another account's, which mustn't be sent to this one. */
    private boolean isAnotherAccount(URI typed) {
      return find("gorgias.api-key").isPresent()
          && find("gorgias.url")
              .or(
                  () ->
                      find("gorgias.domain")
                          .map(name -> "https://" + name + "." + current.get("gorgias.host")))
              .filter(known -> !known.replaceAll("/+$", "").equals(typed.toString()))
              .isPresent();
    }

    private void field(
        Part part, String key, @Nullable String typed, Function<String, String> problem) {
      String value = typed == null ? find(key).orElse("") : Invisible.strip(typed);
      if (value.isEmpty()) {
        missing(part);
        return;
      }
      String wrong = problem.apply(value);
      if (!wrong.isEmpty()) {
        steps.wrong(part, wrong);
      } else if (typed != null) {
        want(part, key, value);
      }
    }

    private String user(String value) {
      return !Invisible.in(value).isEmpty()
          ? "It holds a character that nobody sees: type it anew."
          : value.matches("[^\\s:@]+@[^\\s:@]+")
              ? ""
              : "The Gorgias user can't be one: it is an e-mail address, which stands "
                  + Sentences.GORGIAS_MENU
                  + ".";
    }

    private String credential(String value) {
      return value.matches("[!-~]+")
          ? ""
          : "It holds a blank or a letter that no key has: copy it again.";
    }

    private void publicUrl() {
      String typed = form.publicUrl();
      if (typed == null) {
        return;
      }
      Optional<URI> parsed = PublicAddress.parse(typed);
      if (parsed.isEmpty()) {
        steps.wrong(
            Part.PUBLIC_URL,
            "The public address can't be one: write it like https://bridge.example.com, without a"
                + " path.");
        return;
      }
      String url = parsed.get().toString();
      boolean isCommon =
          others.find(prefix + "public-url").isEmpty()
              && others.find("public.url").filter(url::equals).isPresent();
      want(Part.PUBLIC_URL, "public-url", isCommon ? "" : url);
    }

    private void secret(boolean rotate) {
      String found = find("secret").orElse("");
      if (found.isEmpty()) {
        want(Part.STORE, "secret", random());
      } else if (rotate && !found.contains(",")) {
        want(Part.STORE, "secret", random() + "," + found);
      }
    }

    private static String random() {
      byte[] bytes = new byte[SECRET_BYTES];
      RANDOM.nextBytes(bytes);
      return HexFormat.of().formatHex(bytes);
    }

    private Map<String, String> keep() {
      Map<String, String> keep = new TreeMap<>(kept);
      wanted.forEach(
          (key, value) -> {
            Optional<String> other = others.find(key);
            if (value.isEmpty() || other.filter(value::equals).isPresent()) {
              keep.remove(key);
            } else if (keeper.takesEffect() && others.isInEnvironment(key)) {
              steps.wrong(
                  parts.getOrDefault(key, Part.SETTINGS),
                  Settings.environmentName(key)
                      + " is set to something else in the environment, which wins: change it"
                      + " there, or unset it.");
            } else {
              keep.put(key, value);
            }
          });
      return keep;
    }

    private void want(Part part, String key, String value) {
      wanted.put(prefix + key, value);
      parts.put(prefix + key, part);
    }

    private Optional<String> find(String key) {
      return current.find(prefix + key);
    }

    private void missing(Part part) {
      List<String> words = new ArrayList<>();
      switch (part) {
        case GORGIAS_DOMAIN -> words.add("The Gorgias domain is missing");
        case GORGIAS_USER -> words.add("The Gorgias user is missing");
        case GORGIAS_API_KEY -> words.add("The Gorgias API key is missing");
        default -> words.add("The Smartrr token is missing");
      }
      words.add(
          part == Part.SMARTRR_TOKEN
              ? "it is made " + Sentences.SMARTRR_MENU + "."
              : "it stands " + Sentences.GORGIAS_MENU + ".");
      steps.wrong(part, String.join(": ", words));
    }
  }
}
