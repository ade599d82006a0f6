namespace Quittance.Server.Storage.Embedded;

/// <summary>The private cluster cannot be used as things are. The message is for the operator and says what to do.</summary>
internal class EmbeddedPostgresException(string message, Exception? inner = null) : Exception(message, inner);
