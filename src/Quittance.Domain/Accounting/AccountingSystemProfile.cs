namespace Quittance.Domain.Accounting;

/// <summary>What an accounting system is called and what it needs to be connected.</summary>
/// <param name="Platform">The key of the API, such as <c>quickbooks_online</c>: lower-case letters, digits and underscores.</param>
/// <param name="Name">How people call it.</param>
/// <param name="Description">One or two sentences: which system, which protocol, which limits.</param>
/// <param name="Fields">What a user fills in to connect it; empty when nothing is needed.</param>
public sealed record AccountingSystemProfile(string Platform, string Name, string Description, IReadOnlyList<AccountingSystemField> Fields)
{
    /// <summary>The values with the defaults of those that are left out.</summary>
    public IReadOnlyDictionary<string, string> WithDefaults(IReadOnlyDictionary<string, string> given)
    {
        var filled = new Dictionary<string, string>(given, StringComparer.Ordinal);
        foreach (var field in Fields.Where(field => field.Default is not null))
        {
            filled.TryAdd(field.Name, field.Default!);
        }

        return filled;
    }
}

/// <summary>One field of the form that connects a system. Values are text.</summary>
/// <param name="Name">As in the JSON object, snake_case.</param>
/// <param name="Label">As in the form.</param>
/// <param name="IsRequired">Whether the system cannot be connected without it.</param>
/// <param name="Default">What holds when it is not given; null for nothing.</param>
public sealed record AccountingSystemField(
    string Name, string Label, string Description, AccountingFieldKind Kind, bool IsRequired = false, string? Default = null);

/// <summary>How a field is read, checked and kept.</summary>
public enum AccountingFieldKind
{
    /// <summary>Any text of at most 200 characters without control characters.</summary>
    Text,

    /// <summary>An absolute http or https address without query, fragment or user info.</summary>
    Url,

    /// <summary>A password or key: sealed, never shown again.</summary>
    Secret,
}
