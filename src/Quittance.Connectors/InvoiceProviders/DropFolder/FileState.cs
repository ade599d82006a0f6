namespace Quittance.Connectors.InvoiceProviders.DropFolder;

/// <summary>What the file system says of a file. Times are nanoseconds since 1970.</summary>
/// <param name="IsFile">A plain file; false for folders, links, pipes, sockets and devices.</param>
/// <param name="SizeBytes">How much is in it now.</param>
/// <param name="ModifiedAt">When its content last changed, or what somebody set.</param>
/// <param name="Number">The inode; another file gets it once this one is deleted.</param>
/// <param name="BornAt">When it was made; null where the file system does not keep it.</param>
internal sealed record FileState(bool IsFile, long SizeBytes, Int128 ModifiedAt, ulong Number, Int128? BornAt);
