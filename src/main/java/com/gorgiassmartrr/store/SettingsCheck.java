package com.gorgiassmartrr.store;

import com.gorgiassmartrr.file.Spelling;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for settings that are written in vain: misspelt, or of a store that isn't served. */
public final class SettingsCheck {
  private static final Logger LOG = LoggerFactory.getLogger(SettingsCheck.class);

  /**
   * The settings that each store can have. The longest stand first, so that none is taken for the
   * end of another.
   */
  private static final List<String> OF_STORES =
      Stream.concat(Stores.OF_EACH.stream(), OwnSettings.SHIPPED.stream())
          .sorted(Comparator.comparingInt(String::length).reversed())
          .toList();

  /** The variables that Kubernetes sets by itself for a service named {@code store-…}. */
  private static final String OF_KUBERNETES = "(.*_)?(SERVICE_HOST|SERVICE_PORT.*|PORT|PORT_.*)";

  private static final String STORE = "store.";
  private static final String STORE_VARIABLE = "STORE_";
  private static final String SANDBOX = "sandbox";
  private static final int LIKE = 2;

  private final Settings settings;
  private final Set<String> known = known();

  /** A setting of a store, as it is written. */
  private record Written(String where, String store) {}

  public SettingsCheck(Settings settings) {
    this.settings = settings;
  }

  /**
   * Tells what in the file is likely to be a mistake.
   *
   * @throws SettingException when a value stands in quotation marks
   */
  public void look() {
    settings.remarks().forEach(LOG::warn);
    for (String key : settings.all().keySet()) {
      if (isOurs(key) || key.startsWith("camel.")) {
        settings.find(key);
      }
      if (isOurs(key) && !key.startsWith(STORE) && !known.contains(key)) {
        LOG.warn(
            "application.properties: '{}' is no setting of the server, so only a route file can use"
                + " it{}",
            key,
            suggestion(key, known));
      }
    }
  }

  /** Warns of a setting in a store's file that is written like one that there is. */
  static void lookAtFile(Path file, String prefix, Set<String> keys) {
    for (String key : keys) {
      String rest = key.substring(prefix.length());
      if (!OF_STORES.contains(rest)) {
        Spelling.meant(rest, OF_STORES)
            .ifPresent(
                one ->
                    LOG.warn(
                        "{}: '{}' is no setting of the server, so only a route file can use it; did"
                            + " you mean {}?",
                        file,
                        key,
                        prefix + one));
      }
    }
  }

  /**
   * Logs which settings belong to a store that isn't served, or to no store.
   *
   * @param served those that are served
   * @throws SettingException when none is served, for then the sandbox would start where a store
   *     was meant; an empty {@code STORES} in the environment asks for it all the same
   */
  public void lookAtStores(Collection<Store> served) {
    Set<String> names = new HashSet<>();
    served.forEach(store -> names.add(variable(store.name())));
    List<Written> inVain = new ArrayList<>();
    for (String key : settings.all().keySet()) {
      if (key.startsWith(STORE) && settings.find(key).isPresent()) {
        look(key, variable(key.substring(STORE.length())), names, inVain);
      }
    }
    for (String name : new TreeSet<>(settings.environmentNames())) {
      String variable = name.toUpperCase(Locale.ROOT);
      if (variable.startsWith(STORE_VARIABLE) && settings.variable(name).isPresent()) {
        String rest = variable.substring(STORE_VARIABLE.length());
        if (!name.equals(variable) && names.contains(nameOf(rest, names))) {
          LOG.warn("{} is read by nobody: write it in capitals", name);
        } else {
          look(name, rest, names, inVain);
        }
      }
    }
    refuse(served, inVain);
  }

  /**
   * Looks at one setting.
   *
   * @param where as it is written
   * @param rest what is behind {@code STORE_}, in the form of a variable
   */
  private void look(String where, String rest, Set<String> names, List<Written> inVain) {
    String name = nameOf(rest, names);
    if (name != null && !names.contains(name)) {
      inVain.add(new Written(where, name));
    } else if (name == null && !rest.matches(OF_KUBERNETES)) {
      String near = likeOneOf(rest);
      if (names.stream().anyMatch(served -> rest.startsWith(served + "_"))) {
        LOG.warn("{} is no setting of a store{}", where, near == null ? "" : "; write " + near);
      } else if (near != null || where.startsWith(STORE)) {
        String meant = near == null ? null : nameOf(near.substring(STORE_VARIABLE.length()), names);
        inVain.add(new Written(where, meant == null ? rest.replaceFirst("_.*", "") : meant));
      }
    }
  }

  private void refuse(Collection<Store> served, List<Written> inVain) {
    List<Written> real =
        inVain.stream().filter(written -> !written.store().equals(variable(SANDBOX))).toList();
    if (real.isEmpty()) {
      return;
    }
    String all = real.stream().map(Written::where).collect(Collectors.joining(", "));
    String name = real.get(0).store().toLowerCase(Locale.ROOT).replace('_', '-');
    if (served.isEmpty() && !settings.isInEnvironment("stores")) {
      throw new SettingException(
          "There are settings of a store that isn't served ("
              + all
              + "): name it, as STORES="
              + name
              + ", or remove them. Without a store the sandbox would start; an empty STORES in the"
              + " environment starts it all the same.");
    }
    LOG.warn(
        "No store that is served has these settings: {}; name it in stores, or remove them", all);
  }

  /**
   * The name of the store that a variable belongs to, in capitals as it stands there; null when it
   * belongs to none. Where it can be of two stores, as {@code ACME_WEBHOOK_SECRET}, it is of the
   * one that is served.
   */
  private static @Nullable String nameOf(String rest, Set<String> served) {
    String first = null;
    for (String key : OF_STORES) {
      String end = "_" + variable(key);
      if (rest.endsWith(end) && rest.length() > end.length()) {
        String name = rest.substring(0, rest.length() - end.length());
        if (served.contains(name)) {
          return name;
        }
        first = first == null ? name : first;
      }
    }
    return first;
  }

  /** The variable that somebody may have meant; null when it is like none. */
  private static @Nullable String likeOneOf(String rest) {
    for (int at = rest.indexOf('_'); at > 0; at = rest.indexOf('_', at + 1)) {
      String end = rest.substring(at + 1);
      for (String key : OF_STORES) {
        if (Spelling.distance(end, variable(key)) <= LIKE) {
          return STORE_VARIABLE + rest.substring(0, at + 1) + variable(key);
        }
      }
    }
    return null;
  }

  private static String suggestion(String key, Set<String> known) {
    return Spelling.meant(key, known).map(one -> "; did you mean " + one + "?").orElse("");
  }

  private static String variable(String key) {
    return Settings.environmentName(key);
  }

  /** Whether a key begins like one of the server's own settings. */
  private boolean isOurs(String key) {
    int dot = key.indexOf('.');
    String begin = dot < 0 ? key : key.substring(0, dot + 1);
    return begin.equals(STORE)
        || known.stream().anyMatch(one -> !one.startsWith("camel.") && one.startsWith(begin));
  }

  /** The settings of the file that this server was built with. */
  private static Set<String> known() {
    Properties shipped = new Properties();
    try (InputStream in = SettingsCheck.class.getResourceAsStream("application.properties")) {
      if (in != null) {
        shipped.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return shipped.stringPropertyNames();
  }
}
