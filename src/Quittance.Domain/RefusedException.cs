namespace Quittance.Domain;

/// <summary>Thrown where the answer is no. Callers let it rise: the open session rolls back and the edge answers.</summary>
public sealed class RefusedException(Refusal refusal, string detail, params IReadOnlyList<FieldFault> fields) : Exception(detail)
{
    /// <summary>Which no it is.</summary>
    public Refusal Refusal { get; } = refusal;

    /// <summary>The fields that are wrong, where the refusal is about fields.</summary>
    public IReadOnlyList<FieldFault> Fields { get; } = fields;

    /// <summary>For <see cref="Refusal.TooManyAttempts"/>: how long to wait before the next try.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>What is wrong with one field of a request.</summary>
/// <param name="Field">The field's path in the caller's words, such as <c>lineItems[2].quantity</c>.</param>
/// <param name="Message">What is wrong and what would be right, for a person to read.</param>
public sealed record FieldFault(string Field, string Message);
