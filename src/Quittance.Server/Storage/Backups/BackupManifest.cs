namespace Quittance.Server.Storage.Backups;

/// <summary>What a backup holds, in its <c>manifest.json</c>.</summary>
/// <param name="Format">Of the backup file; this program reads <see cref="CurrentFormat"/>.</param>
/// <param name="Version">Of the Quittance that wrote it.</param>
/// <param name="Schema">The number of the last migration that the data has.</param>
/// <param name="PostgresMajor">The version of the database that it was taken from.</param>
/// <param name="Sha256">Of the dump, in lower-case hex.</param>
/// <param name="MasterKeyCheck">Tells whether a master key is the data's, and nothing about the key; in hex. Null if nothing was ever sealed.</param>
internal sealed record BackupManifest(
    int Format, string Version, DateTimeOffset CreatedAt, int Schema, int PostgresMajor, string Sha256, string? MasterKeyCheck)
{
    public const int CurrentFormat = 1;
}
