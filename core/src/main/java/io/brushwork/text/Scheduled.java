package io.brushwork.text;

/**
 * What a prompt says during a stretch of steps.
 *
 * @param untilStep the last step of the stretch, counted from 1
 * @param text the prompt without editing and alternation; attention brackets are still in it
 */
public record Scheduled(int untilStep, String text) {}
