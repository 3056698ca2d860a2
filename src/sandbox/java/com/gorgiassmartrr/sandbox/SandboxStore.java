package com.gorgiassmartrr.sandbox;

import com.gorgiassmartrr.connect.Connection;
import com.gorgiassmartrr.connect.Connectors;
import com.gorgiassmartrr.connect.FileKeeper;
import com.gorgiassmartrr.connect.Form;
import com.gorgiassmartrr.connect.Report;
import com.gorgiassmartrr.connect.Step;
import com.gorgiassmartrr.connect.Step.Part;
import com.gorgiassmartrr.connect.Step.Status;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasSimulator;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrSimulator;
import com.gorgiassmartrr.store.Secret;
import com.gorgiassmartrr.store.SettingException;
import com.gorgiassmartrr.store.Settings;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.StoreFiles;
import com.gorgiassmartrr.store.Stores;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sandbox's store. It is connected with its Gorgias as any other is, by four fields, and its
 * settings are kept in a file as any other's are; only the folder is the sandbox's own.
 */
final class SandboxStore {
  private static final Logger LOG = LoggerFactory.getLogger(SandboxStore.class);
  private static final String PREFIX = Stores.prefix(Sandbox.STORE);

  private final SmartrrSimulator smartrr;
  private final GorgiasSimulator gorgias;
  private final Path folder;
  private final StoreFiles files;

  /** A store whose settings are kept in this folder. */
  SandboxStore(SmartrrSimulator smartrr, GorgiasSimulator gorgias, Path folder) {
    this.smartrr = smartrr;
    this.gorgias = gorgias;
    this.folder = folder;
    this.files = new StoreFiles(folder);
  }

  /**
   * Brings the settings up to date with the partners, which listen elsewhere at each start.
   *
   * @param isNew whether the store is to be connected though it wasn't
   */
  void prepare(boolean isNew) {
    Map<String, String> kept = kept();
    if (kept.isEmpty() && !isNew) {
      return;
    }
    Map<String, String> settings = new TreeMap<>(kept);
    settings.putIfAbsent(PREFIX + "secret", UUID.randomUUID().toString());
    settings.put(PREFIX + "smartrr.url", smartrr.url());
    settings.put(PREFIX + "smartrr.token", smartrr.token());
    settings.put(PREFIX + "gorgias.url", gorgias.url());
    settings.put(PREFIX + "gorgias.user", gorgias.user());
    settings.put(PREFIX + "gorgias.api-key", gorgias.apiKey());
    if (!settings.equals(kept)) {
      files.write(Sandbox.STORE, settings);
    }
  }

  private Map<String, String> kept() {
    try {
      return files.read(Sandbox.STORE);
    } catch (SettingException e) {
      files.remove(Sandbox.STORE);
      return Map.of();
    }
  }

  /** Has the store be unconnected. */
  void forget() {
    files.remove(Sandbox.STORE);
  }

  boolean isConnected() {
    return !kept().isEmpty();
  }

  /** The settings of the sandbox's server: these, but for what is about stores. */
  Settings settings(Settings given) {
    return given.with(
        Map.of("stores", "", "stores.folder", folder.toString(), "smartrr.url", smartrr.url()));
  }

  /** The store as it is configured; none where it isn't connected. */
  List<Store> read(Settings given) {
    Map<String, String> kept = kept();
    return kept.isEmpty()
        ? List.of()
        : List.of(Stores.read(Sandbox.STORE, settings(given).over(kept)));
  }

  /** The four fields. */
  Form form(String publicUrl) {
    return new Form(
        Sandbox.STORE,
        gorgias.url(),
        gorgias.user(),
        new Secret(gorgias.apiKey()),
        new Secret(smartrr.token()),
        publicUrl);
  }

  /**
   * Connects the store.
   *
   * @param settings the server's
   * @param stores what the server serves
   */
  void connect(Settings settings, Stores stores, Connectors connectors, String publicUrl) {
    Settings own = settings(settings).with(Map.of("public.url", publicUrl));
    FileKeeper keeper = new FileKeeper(own, () -> stores.replaceAll(read(own)));
    Report report =
        new Connection(keeper, connectors).connect(form(publicUrl), false, SandboxStore::log);
    boolean isTold =
        report.steps().stream()
            .anyMatch(step -> step.part() == Part.INTEGRATION && step.status() == Status.DONE);
    if (!isTold) {
      openTickets();
    }
  }

  private static void log(Step step) {
    if (step.status() == Status.WRONG) {
      LOG.warn("The sandbox can't be connected: {}", step.sentence());
    }
  }

  /** Opens every ticket once, so that its widget is filled. */
  void openTickets() {
    gorgias
        .desk()
        .tickets()
        .forEach(ticket -> gorgias.desk().touchTicket(ticket.get("id").asLong()));
  }
}
