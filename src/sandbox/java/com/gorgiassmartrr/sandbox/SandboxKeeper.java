package com.gorgiassmartrr.sandbox;

import com.gorgiassmartrr.connect.SettingsKeeper;
import com.gorgiassmartrr.store.Settings;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the settings of stores while the sandbox runs: those of its own store in its folder, and
 * those of others where the server looks that takes the sandbox's place.
 */
public final class SandboxKeeper implements SettingsKeeper {
  private final SettingsKeeper own;
  private final SettingsKeeper others;

  public SandboxKeeper(SettingsKeeper own, SettingsKeeper others) {
    this.own = own;
    this.others = others;
  }

  private SettingsKeeper of(String store) {
    return store.equals(Sandbox.STORE) ? own : others;
  }

  @Override
  public String usualStore() {
    return Sandbox.STORE;
  }

  @Override
  public Settings others(String store) {
    return of(store).others(store);
  }

  @Override
  public Map<String, String> kept(String store) {
    return of(store).kept(store);
  }

  @Override
  public void keep(String store, Map<String, String> settings) {
    of(store).keep(store, settings);
  }

  @Override
  public boolean forget(String store) {
    return of(store).forget(store);
  }

  @Override
  public String place(String store) {
    return of(store).place(store);
  }

  @Override
  public boolean takesEffect() {
    return true;
  }

  @Override
  public String later(String store) {
    return store.equals(Sandbox.STORE)
        ? ""
        : "The sandbox ends in a moment, and this server serves the store.";
  }

  @Override
  public @Nullable Turn turn() {
    Turn first = own.turn();
    if (first == null) {
      return null;
    }
    Turn second = others.turn();
    if (second == null) {
      first.close();
      return null;
    }
    return () -> {
      second.close();
      first.close();
    };
  }
}
