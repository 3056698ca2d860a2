package com.gorgiassmartrr.sandbox.smartrr;

import java.time.Instant;

/**
 * A wish to be told of one topic. FACT: one registration, one topic; no secret and no headers of
 * one's own.
 */
public record WebhookRegistration(String id, String topic, String url, Instant created) {}
