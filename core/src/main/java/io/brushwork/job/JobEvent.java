package io.brushwork.job;

/** Something that a job tells. Each kind of job has a sealed set of its own; a {@link Notice} is common to all. */
public interface JobEvent {}
