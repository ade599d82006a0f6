namespace Quittance.Server.Hosting;

/// <summary>Things are not as the program needs them. The message is for the operator and says what to do about it.</summary>
internal sealed class OperatorException(string message, Exception? inner = null) : Exception(message, inner);
