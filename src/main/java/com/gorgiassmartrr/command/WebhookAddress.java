package com.gorgiassmartrr.command;

import com.gorgiassmartrr.store.SettingException;
import com.gorgiassmartrr.store.Settings;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Stores;
import java.util.List;

/** Prints the address to which Smartrr's webhooks are to be sent. */
public final class WebhookAddress {
  private WebhookAddress() {}

  /** Prints the address of the store that {@code --store} names and returns 0. */
  public static int print(List<String> arguments) {
    String name =
        arguments.size() == 2 && arguments.get(0).equals("--store") ? arguments.get(1) : "default";
    Settings settings = Settings.read();
    Store store = Stores.read(settings).named(name);
    if (store == null) {
      throw new SettingException(
          "There is no store named '" + name + "': name one of the setting stores by --store.");
    }
    System.out.println(settings.get("public.url").replaceAll("/+$", "") + store.webhookPath());
    return 0;
  }
}
