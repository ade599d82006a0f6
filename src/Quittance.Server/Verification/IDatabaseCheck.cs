namespace Quittance.Server.Verification;

/// <summary>One thing that must always be true of the stored data, over all organizations.</summary>
internal interface IDatabaseCheck
{
    /// <summary>In snake_case; scripts look for it.</summary>
    string Name { get; }

    /// <summary>Walks the whole database in bounded memory and tells every place where it is not true.</summary>
    Task RunAsync(Snapshot snapshot, Faults faults, CancellationToken cancel);
}
