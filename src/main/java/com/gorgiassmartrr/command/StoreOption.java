package com.gorgiassmartrr.command;

import com.gorgiassmartrr.store.ConfiguredStores;
import com.gorgiassmartrr.store.SettingException;
import com.gorgiassmartrr.store.Store;
import picocli.CommandLine.Option;

/** The option that names the store that a command is about. */
final class StoreOption {
  @Option(
      names = "--store",
      paramLabel = "NAME",
      description = "the store; 'default' where none is named")
  private String name = "default";

  String name() {
    return name;
  }

  /** The store of that name, which must be configured. */
  Store in(ConfiguredStores configured) {
    return configured.read().stream()
        .filter(store -> store.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new SettingException(
                    "There is no store named '"
                        + name
                        + "': name by --store one that is connected, or is in the setting"
                        + " stores."));
  }
}
