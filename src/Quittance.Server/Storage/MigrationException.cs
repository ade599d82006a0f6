namespace Quittance.Server.Storage;

/// <summary>The database cannot be brought to this program's schema. The message is for the operator and names the migration.</summary>
internal sealed class MigrationException(string message, Exception? inner = null) : Exception(message, inner);
