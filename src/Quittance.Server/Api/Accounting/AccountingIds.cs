using Quittance.Domain;

namespace Quittance.Server.Api.Accounting;

/// <summary>The Accounting dialect's ids: bare uuids. What is none is a fault of the request, not an id that nothing has.</summary>
internal static class AccountingIds
{
    public const string NotAUuid = "value is not a valid uuid";

    public static string Write(Guid id) => $"{id:d}";

    /// <summary>Reads an id of a path.</summary>
    /// <param name="parameter">The parameter's name in the document: <c>connection_id</c>.</param>
    public static Guid OfPath(string parameter, string text) => Ids.TryRead("", text, out var id)
        ? id
        : throw new RefusedException(Refusal.InvalidInput, "Validation failed.", new FieldFault($"path.{parameter}", NotAUuid));

    /// <summary>Reads an id of a query or body; null when it is missing.</summary>
    /// <param name="field">With its place, unless it is of the body: <c>query.object_id</c>.</param>
    public static Guid? Uuid(this Check check, string field, string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (Ids.TryRead("", text, out var id))
        {
            return id;
        }

        check.Fault(field, NotAUuid);
        return null;
    }

    /// <summary>Reads the ids of a repeated parameter such as <c>object_id__in</c>; null when it is missing.</summary>
    public static IReadOnlyList<Guid>? Uuids(this Check check, string field, IReadOnlyList<string>? texts) =>
        texts is null or [] ? null : [.. check.Items(field, texts, IdsMax).Select(text => check.Uuid(field, text)).OfType<Guid>()];

    // More would not fit into an address together with the page token that repeats them.
    private const int IdsMax = 100;
}
