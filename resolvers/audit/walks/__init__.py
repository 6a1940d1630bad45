"""The walk over the whole audit log as a job, which is made once a day and on demand."""
