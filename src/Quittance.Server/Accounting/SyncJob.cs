namespace Quittance.Server.Accounting;

/// <summary>The job that keeps a connection in step; its subject and its source are the connection.</summary>
internal static class SyncJob
{
    public const string Kind = "sync_accounting";
}
