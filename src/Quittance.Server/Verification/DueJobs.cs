namespace Quittance.Server.Verification;

/// <summary>The list that the job loop takes from has exactly the jobs that wait, at their times.</summary>
internal sealed class DueJobs : IDatabaseCheck
{
    public string Name => "due_jobs";

    public Task RunAsync(Snapshot snapshot, Faults faults, CancellationToken cancel) => snapshot.TellAsync(
        faults,
        """
        select coalesce(j.organization_id, d.organization_id), 'job_', coalesce(j.id, d.id),
            case
                when d.id is null then 'waits, but nobody will take it'
                when j.id is null then 'is due, but does not wait'
                when j.lane is distinct from d.lane then 'is due in another lane than its own'
                else 'is due at another time than it says'
            end
        from (select organization_id, id, due_at, lane from jobs where given_up_at is null) j
        full join gate.due_jobs d on d.organization_id = j.organization_id and d.id = j.id
        where j.due_at is distinct from d.due_at or j.lane is distinct from d.lane
        """,
        cancel);
}
