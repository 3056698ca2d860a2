package com.gorgiassmartrr.command;

import com.gorgiassmartrr.store.SettingException;
import com.gorgiassmartrr.store.Settings;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Stores;
import picocli.CommandLine.Option;

/** The option that names the store that a command is about. */
final class StoreOption {
  @Option(
      names = "--store",
      paramLabel = "NAME",
      description = "one of the setting stores; 'default' where none is named")
  private String name = "default";

  /** The store of that name, which the settings must know. */
  Store in(Settings settings) {
    Store store = Stores.read(settings).named(name);
    if (store == null) {
      throw new SettingException(
          "There is no store named '" + name + "': name one of the setting stores by --store.");
    }
    return store;
  }
}
