using System.Globalization;
using System.Net.Mail;
using System.Text.RegularExpressions;
using Quittance.Domain;

namespace Quittance.Server.Api;

/// <summary>Turns the fields of a request into the core's types and collects everything that is wrong with them.</summary>
/// <remarks>Each question answers a usable value even when it is wrong; <see cref="Done"/> refuses if anything was.</remarks>
internal sealed partial class Check
{
    private readonly List<FieldFault> _faults = [];

    public void Fault(string field, string message) => _faults.Add(new FieldFault(field, message));

    /// <summary>Refuses with every fault at once, or lets the request pass.</summary>
    public void Done()
    {
        if (_faults.Count > 0)
        {
            throw new RefusedException(Refusal.InvalidInput, "Validation failed.", _faults);
        }
    }

    public string Required(string field, string? value, int lengthMax = Limits.NameMax)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            Fault(field, $"{field} is required");
            return string.Empty;
        }

        return Optional(field, value, lengthMax)!;
    }

    /// <summary>A text without surrounding white space; null when it is missing or empty.</summary>
    public string? Optional(string field, string? value, int lengthMax = Limits.NameMax)
    {
        value = value?.Trim();
        if (value?.Length > lengthMax)
        {
            Fault(field, $"{field} must be at most {lengthMax} characters");
        }

        return string.IsNullOrEmpty(value) ? null : value;
    }

    public T Required<T>(string field, T? value)
        where T : struct
    {
        if (value is null)
        {
            Fault(field, $"{field} is required");
        }

        return value.GetValueOrDefault();
    }

    public IReadOnlyList<T> Items<T>(string field, IReadOnlyList<T>? values, int countMax)
    {
        if (values?.Count > countMax)
        {
            Fault(field, $"{field} must have at most {countMax} items");
            return [];
        }

        return values ?? [];
    }

    /// <summary>Items of which none may be null.</summary>
    public IReadOnlyList<T> Whole<T>(string field, IReadOnlyList<T>? values, int countMax)
        where T : class
    {
        var items = Items(field, values, countMax);
        if (items.Any(item => item is null))
        {
            Fault(field, $"{field} must not have null among its items");
            return [];
        }

        return items;
    }

    public int? Between(string field, int? value, int min, int max)
    {
        if (value < min || value > max)
        {
            Fault(field, $"{field} must be between {min} and {max}");
        }

        return value;
    }

    /// <summary>One of the words of an enum, as the dialect writes them. Case counts, as it does in the documents.</summary>
    public T? OneOf<T>(string field, string? word, IReadOnlyDictionary<string, T> words)
        where T : struct
    {
        if (word is null)
        {
            return null;
        }

        if (words.TryGetValue(word, out var value))
        {
            return value;
        }

        Fault(field, $"{field} must be one of {string.Join(", ", words.Keys)}");
        return null;
    }

    /// <summary>Words of a query: repeated, or separated by commas, or both.</summary>
    public IReadOnlyList<T> Words<T>(string field, IReadOnlyList<string>? texts, IReadOnlyDictionary<string, T> words)
    {
        var values = new List<T>();
        foreach (var word in (texts ?? []).SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
        {
            if (words.TryGetValue(word, out var value))
            {
                values.Add(value);
            }
            else
            {
                Fault(field, $"{field} must be one of {string.Join(", ", words.Keys.Order(StringComparer.Ordinal))}");
                break;
            }
        }

        return values;
    }

    /// <summary>A day of the calendar as ISO 8601 writes it; null when it is missing or empty.</summary>
    public DateOnly? Date(string field, string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return date;
        }

        Fault(field, $"{field} must be a date, YYYY-MM-DD");
        return null;
    }

    public string? Email(string field, string? value)
    {
        value = Optional(field, value, 254);
        if (value is not null && !(MailAddress.TryCreate(value, out var address) && address.Address == value && EmailForm().IsMatch(value)))
        {
            Fault(field, $"{field} must be an e-mail address");
        }

        return value;
    }

    /// <summary>An ISO 4217 code; missing means <paramref name="fallback"/>.</summary>
    public Currency Currency(string field, string? code, Currency fallback)
    {
        if (code is null)
        {
            return fallback;
        }

        if (Domain.Currency.TryOf(code, out var currency))
        {
            return currency;
        }

        Fault(field, $"{field} must be an ISO 4217 currency code such as USD");
        return fallback;
    }

    /// <summary>An amount in major units, above zero, with no more decimals than its currency has.</summary>
    public Money PositiveMoney(string field, decimal? major, Currency currency)
    {
        var faults = _faults.Count;
        var money = Money(field, major, currency);
        if (faults == _faults.Count && !money.IsPositive)
        {
            Fault(field, $"{field} must be a positive number");
        }

        return money;
    }

    public Money Money(string field, decimal? major, Currency currency)
    {
        if (major is null)
        {
            Fault(field, $"{field} is required");
            return new Money(0, currency);
        }

        switch (Domain.Money.TryFromMajor(major.Value, currency, out var money))
        {
            case MoneyFault.SurplusDecimals:
                Fault(field, $"{field} must have at most {currency.MinorDigits} decimals in {currency}");
                break;
            case MoneyFault.OutOfRange:
                Fault(field, $"{field} is out of range");
                break;
            case MoneyFault.None:
                return money!;
        }

        return new Money(0, currency);
    }

    [GeneratedRegex(@"^[^@\s]+@[^@\s]+\.[^@\s]+$", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex EmailForm();
}
